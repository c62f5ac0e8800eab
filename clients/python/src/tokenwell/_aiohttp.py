"""The same for aiohttp, whose clients take middlewares (since 3.12)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from ._auth import BearerAuth
from ._token import bearer

_PORTS = {"http": 80, "https": 443}


class Middleware:
    """Sends a fresh token to one origin, and once more a newer one after a 401.

    aiohttp runs its middlewares at each hop of a redirect without saying that it is one. Therefore the origin has to be
    named: nobody else gets a token.
    """

    def __init__(self, origin: str, auth: BearerAuth) -> None:
        self._where = origin
        split = urlsplit(origin)
        if split.scheme not in _PORTS or not split.hostname or split.path.strip("/"):
            raise ValueError(f"an origin such as https://data.example.org is wanted, not {origin}")
        self._origin = (split.scheme, split.hostname, split.port or _PORTS[split.scheme])
        self._auth = auth

    def __repr__(self) -> str:
        """Stable, because fsspec keeps file systems by it."""
        return f"tokenwell.aio.middleware({self._auth.profile!r}, {self._where!r})"

    async def __call__(self, request: Any, handler: Callable[[Any], Awaitable[Any]]) -> Any:
        """What aiohttp calls for each request."""
        if (request.url.scheme, request.url.host, request.url.port) != self._origin:
            return await handler(request)
        token = await asyncio.to_thread(self._auth.fresh)
        request.headers["Authorization"] = bearer(token)
        response = await handler(request)
        if response.status != 401:
            return response
        newer = await asyncio.to_thread(self._auth.newer, token)
        if newer is None or not _can_replay(request):
            return response
        response.release()
        request.headers["Authorization"] = bearer(newer)
        return await handler(request)


def _can_replay(request: Any) -> bool:
    """A body in memory can; a file or a generator may be half gone."""
    from aiohttp.payload import BytesPayload

    return not request.body or isinstance(request.body, (bytes, BytesPayload))
