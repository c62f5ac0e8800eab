"""`auth=` for requests and httpx: each request carries a token that is fresh at that moment.

On a 401 the daemon is asked once for a newer one, and the request is sent once more where its body can be replayed. The
token goes where the caller sent the request and nowhere else: what a library strips at a redirect to another host stays
stripped.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from ._exceptions import SignedOutError, TokenwellError
from ._token import bearer
from ._tokens import get

if TYPE_CHECKING:
    from ._httpx import HttpxAuth

Request = TypeVar("Request", bound=Any)


class BearerAuth:
    """What both libraries share, and all of it for requests. It holds no token, so threads may share it."""

    def __init__(self, profile: str, **wanted: Any) -> None:
        self.profile = profile
        self._wanted = wanted

    def __repr__(self) -> str:
        return f"tokenwell.auth({self.profile!r})"

    def fresh(self) -> str:
        """A token for the request that is about to be sent."""
        return get(self.profile, **self._wanted).access_token

    def newer(self, refused: str) -> str | None:
        """Another token than the one that an API refused; None: there is none to be had now, so the 401 stands.

        Raises `SignedOutError`, because then only a new sign-in helps.
        """
        try:
            found = get(self.profile, rejected=refused, **self._wanted).access_token
        except SignedOutError:
            raise
        except TokenwellError:
            return None
        return None if found == refused else found

    def __call__(self, request: Request) -> Request:
        """For requests: called with each prepared request."""
        token = self.fresh()
        request.headers["Authorization"] = bearer(token)
        if hasattr(request, "register_hook"):
            from ._requests import RetryOnce

            request.register_hook("response", RetryOnce(self, token))
        return request


def auth(
    profile: str,
    *,
    scope: str | Iterable[str] | None = None,
    resource: str | Iterable[str] | None = None,
    min_ttl: int | None = None,
    account: str | None = None,
    timeout: float = 10,
) -> HttpxAuth:
    """For `auth=` in requests (also `Session.auth`) and httpx (`Client` and `AsyncClient`). Parameters as in `get`."""
    wanted = {
        "scope": scope,
        "resource": resource,
        "min_ttl": min_ttl,
        "account": account,
        "timeout": timeout,
    }
    from importlib.util import find_spec

    # httpx wants an instance of its own class; requests takes any callable.
    if find_spec("httpx") is None:
        return BearerAuth(profile, **wanted)  # type: ignore[return-value]
    from ._httpx import HttpxAuth

    return HttpxAuth(profile, **wanted)
