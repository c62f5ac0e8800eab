"""One retry with a newer token, as a response hook of requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from requests.cookies import extract_cookies_to_jar
from requests.utils import rewind_body

from ._token import bearer

if TYPE_CHECKING:
    from requests import PreparedRequest, Response

    from ._auth import BearerAuth


class RetryOnce:
    """For one request. The adapter that sends the second try runs no hooks, so there is no third."""

    def __init__(self, auth: BearerAuth, token: str) -> None:
        self._auth = auth
        self._token = token

    def __call__(self, response: Response, **options: Any) -> Response:
        """Return the response to the second try, or the 401 where another token would not help."""
        request = response.request
        # At a redirect to another host requests takes our header away: whatever answers there gets no token of ours.
        if response.status_code != 401 or request.headers.get("Authorization") != bearer(self._token):
            return response
        # Asked for even where the body is gone: the next request is then served at once.
        newer = self._auth.newer(self._token)
        if newer is None or not rewind(request):
            return response
        return _send_again(response, newer, options)


def rewind(request: PreparedRequest) -> bool:
    """Whether the body can be sent once more; a generator cannot."""
    if request.body is None or isinstance(request.body, (bytes, str)):
        return True
    if not isinstance(getattr(request, "_body_position", None), int):
        return False
    rewind_body(request)
    return True


def _send_again(response: Response, token: str, options: dict[str, Any]) -> Response:
    # The first answer is read to its end, so that its connection can be used again.
    _ = response.content
    response.close()
    request = response.request.copy()
    extract_cookies_to_jar(request._cookies, response.request, response.raw)  # type: ignore[attr-defined, no-untyped-call]
    request.headers.pop("Cookie", None)
    request.prepare_cookies(request._cookies)  # type: ignore[attr-defined]
    request.headers["Authorization"] = bearer(token)
    second: Response = response.connection.send(request, **options)
    second.history.append(response)
    second.request = request
    return second
