"""The same to `await`: a look-up in the daemon's memory in a thread, so that the event loop is never held up."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING

from . import _tokens
from ._auth import BearerAuth
from ._exceptions import PermissionRequiredError, SignedOutError, StoreLockedError
from ._token import Token

if TYPE_CHECKING:
    from ._aiohttp import Middleware

__all__ = ["get", "middleware", "sign_in", "token", "wait_signed_in"]

#: Seconds between two looks.
_LOOK_INTERVAL = 0.25


async def token(profile: str, *, account: str | None = None) -> str:
    """As `tokenwell.token`."""
    return (await get(profile, account=account)).access_token


async def get(
    profile: str,
    *,
    scope: str | Iterable[str] | None = None,
    resource: str | Iterable[str] | None = None,
    min_ttl: int | None = None,
    account: str | None = None,
    rejected: str | None = None,
    timeout: float = 10,
) -> Token:
    """As `tokenwell.get`."""
    return await asyncio.to_thread(
        _tokens.get,
        profile,
        scope=scope,
        resource=resource,
        min_ttl=min_ttl,
        account=account,
        rejected=rejected,
        timeout=timeout,
    )


async def wait_signed_in(profile: str, *, account: str | None = None, timeout: float | None = None) -> Token:
    """As `tokenwell.wait_signed_in`; can be cancelled."""
    end = None if timeout is None else asyncio.get_running_loop().time() + timeout
    while True:
        try:
            return await get(profile, account=account)
        except (SignedOutError, StoreLockedError, PermissionRequiredError):
            if end is not None and asyncio.get_running_loop().time() >= end:
                raise
        await asyncio.sleep(_LOOK_INTERVAL)


async def sign_in(profile: str) -> None:
    """As `tokenwell.sign_in`."""
    await asyncio.to_thread(_tokens.sign_in, profile)


def middleware(profile: str, origin: str, *, account: str | None = None) -> Middleware:
    """For `middlewares=[…]` of an aiohttp `ClientSession`; `origin`, as `https://data.example.org`, gets the tokens."""
    from ._aiohttp import Middleware

    return Middleware(origin, BearerAuth(profile, account=account))
