"""The same for httpx, whose clients drive an authentication as a generator."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator

import anyio.to_thread
import httpx

from ._auth import BearerAuth
from ._token import bearer


class HttpxAuth(BearerAuth, httpx.Auth):
    """For `Client` and `AsyncClient`; the latter asks in a thread, under asyncio and trio alike."""

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send with a fresh token; after a 401 once more with a newer one."""
        token = self.fresh()
        request.headers["Authorization"] = bearer(token)
        response = yield request
        if not _was_refused(response, token):
            return
        newer = self.newer(token)
        if newer is None or not _can_replay(request):
            return
        response.read()
        request.headers["Authorization"] = bearer(newer)
        yield request

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """As `sync_auth_flow`."""
        token = await anyio.to_thread.run_sync(self.fresh)
        request.headers["Authorization"] = bearer(token)
        response = yield request
        if not _was_refused(response, token):
            return
        newer = await anyio.to_thread.run_sync(self.newer, token)
        if newer is None or not _can_replay(request):
            return
        await response.aread()
        request.headers["Authorization"] = bearer(newer)
        yield request


def _was_refused(response: httpx.Response, token: str) -> bool:
    """Whether it was our token that was refused: at a redirect to another host httpx takes it away."""
    return response.status_code == 401 and response.request.headers.get("Authorization") == bearer(token)


def _can_replay(request: httpx.Request) -> bool:
    """A body in memory can; one that is streamed (also multipart files) may be half gone."""
    try:
        _ = request.content
    except httpx.RequestNotRead:
        return False
    return True
