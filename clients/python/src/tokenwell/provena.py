"""For Provena's two clients: their tokens come from the daemon, and no `.tokens.json` is written.

>>> from provenaclient import Config, ProvenaClient
>>> client = ProvenaClient(config=Config(domain="dev.rrap-is.com", realm_name="rrap"), auth=auth_manager("provena"))
"""

from __future__ import annotations

from typing import Any

from ._auth import BearerAuth, auth
from ._tokens import get


def auth_manager(profile: str, *, account: str | None = None) -> Any:
    """For `provenaclient`: an instance of its `AuthManager`; import errors say that the package is missing."""
    from provenaclient.auth import AuthManager

    class TokenwellAuth(AuthManager):  # type: ignore[misc, unused-ignore]
        """Each request gets a fresh token, and one retry after a 401."""

        def get_token(self) -> str:
            return get(profile, account=account).access_token

        def force_refresh(self) -> None:
            get(profile, account=account, rejected=self.get_token())

        def get_auth(self) -> Any:
            return auth(profile, account=account)

    return TokenwellAuth()


def token_manager(profile: str, *, account: str | None = None) -> TokenManager:
    """For `mdsisclienttools`: in the place of its `DeviceFlowManager`."""
    return TokenManager(profile, account)


class TokenManager:
    """What scripts use of a `DeviceFlowManager`: `get_auth` for requests, and `get_token`."""

    def __init__(self, profile: str, account: str | None) -> None:
        self._profile = profile
        self._account = account

    def __repr__(self) -> str:
        return f"tokenwell.provena.token_manager({self._profile!r})"

    def get_token(self) -> str:
        """A bare access token that is fresh now."""
        return get(self._profile, account=self._account).access_token

    def get_auth(self) -> BearerAuth:
        """For `auth=`; it may be kept, because each request asks for its own token."""
        return BearerAuth(self._profile, account=self._account)
