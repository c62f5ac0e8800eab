"""tapipy's client, which would keep the one token that it was given."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import requests
from tapipy.tapis import Tapis

from ._auth import BearerAuth
from ._requests import rewind
from ._tokens import get

_HEADER = "X-Tapis-Token"


class TokenwellTapis(Tapis):  # type: ignore[misc, unused-ignore]
    """Each call asks for its own token; after a 401 it is sent once more with a newer one."""

    def __init__(self, profile: str, account: str | None, **options: Any) -> None:
        self._profile = profile
        self._account = account
        self._session = _Session(BearerAuth(profile, account=account))
        super().__init__(**options)

    @property
    def requests_session(self) -> requests.Session:
        """Ours, which knows what to do after a 401."""
        return self._session

    @requests_session.setter
    def requests_session(self, session: requests.Session) -> None:
        """`Tapis` makes one of its own, which is not used."""

    @property
    def access_token(self) -> _AccessToken:
        """In the shape that tapipy wants to look at."""
        found = get(self._profile, account=self._account)
        return _AccessToken(found.access_token, found.expires_in)

    @access_token.setter
    def access_token(self, token: object) -> None:
        """Nothing is kept here."""

    def get_access_jwt(self) -> str:
        """What is sent."""
        return get(self._profile, account=self._account).access_token

    def refresh_user_tokens(self) -> None:
        """The daemon does that, ahead of time."""

    def refresh_tokens(self, tenant_id: str | None = None) -> None:
        """The daemon does that, ahead of time."""


class _AccessToken:
    def __init__(self, access_token: str, seconds_left: int | None) -> None:
        self.access_token = access_token
        self._left = timedelta(days=1) if seconds_left is None else timedelta(seconds=seconds_left)

    def expires_in(self) -> timedelta:
        return self._left


class _Session(requests.Session):
    def __init__(self, auth: BearerAuth) -> None:
        super().__init__()
        self._auth = auth

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """Send; after a 401 once more."""
        refused = request.headers.get(_HEADER)
        response = super().send(request, **options)
        # A redirect may have led to another host, where our header was taken away.
        if response.status_code != 401 or not refused or response.request.headers.get(_HEADER) != refused:
            return response
        newer = self._auth.newer(refused)
        if newer is None or not rewind(request):
            return response
        response.close()
        again = request.copy()
        again.headers[_HEADER] = newer
        return super().send(again, **options)

    def rebuild_auth(self, prepared_request: requests.PreparedRequest, response: requests.Response) -> None:
        """At a redirect requests takes `Authorization` away from another host, and knows no other header."""
        super().rebuild_auth(prepared_request, response)  # type: ignore[no-untyped-call, unused-ignore]
        if self.should_strip_auth(response.request.url, prepared_request.url):  # type: ignore[no-untyped-call, unused-ignore]
            prepared_request.headers.pop(_HEADER, None)
