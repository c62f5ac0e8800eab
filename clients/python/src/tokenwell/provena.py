"""For `provenaclient`: an `AuthManager` that has its tokens from the daemon and writes no `.tokens.json`.

>>> from provenaclient import Config, ProvenaClient
>>> client = ProvenaClient(config=Config(domain="dev.rrap-is.com", realm_name="rrap"), auth=auth_manager("provena"))
"""

from __future__ import annotations

from typing import Any

from ._auth import auth
from ._tokens import get


def auth_manager(profile: str, *, account: str | None = None) -> Any:
    """An instance of provenaclient's `AuthManager`; import errors say that the package is missing."""
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
