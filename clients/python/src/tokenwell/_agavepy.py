"""agavepy's client, which would keep the one token that it was given, and write what it was given to `~/.agave`."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import requests
from agavepy.agave import Agave
from agavepy.swaggerpy.http_client import Authenticator

from ._auth import BearerAuth
from ._tokens import get


class TokenwellAgave(Agave):  # type: ignore[misc, unused-ignore]
    """Each call asks for its own token; after a 401 it is sent once more with a newer one."""

    def __init__(self, profile: str, account: str | None, **options: Any) -> None:
        self._profile = profile
        self._account = account
        super().__init__(**options)

    @property
    def _token(self) -> str:
        """What `geturl` and `download_uri` send."""
        return get(self._profile, account=self._account).access_token

    @_token.setter
    def _token(self, token: object) -> None:
        """Nothing is kept here."""

    def resource(self, auth_type: str, *names: str) -> Any:
        """The calls of a kind, by which agavepy means how they are authenticated."""
        resource = super().resource(auth_type, *names)
        if auth_type == "token" and resource is not None:
            auth = BearerAuth(self._profile, account=self._account)
            resource.http_client.authenticator = _EachRequest(self.host, auth)
        return resource

    def _write_client(self, permissive: bool = True) -> bool:
        """Nothing is written."""
        return False


class _EachRequest(Authenticator):  # type: ignore[misc, unused-ignore]
    def __init__(self, host: str, auth: BearerAuth) -> None:
        super().__init__(host)
        self._auth = auth

    def matches(self, url: str) -> bool:
        """With the port, which agavepy forgets."""
        return urlsplit(url).netloc == str(self.host)

    def apply(self, request: requests.Request) -> None:
        request.auth = self._auth
