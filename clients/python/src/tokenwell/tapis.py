"""For Tapis: its two Python clients on tokens from the daemon. They keep none, and write no `~/.agave`.

>>> client = tapipy("tapis", "https://tacc.tapis.io")
>>> agave = agavepy("tapis", "https://api.tacc.utexas.edu")
"""

from __future__ import annotations

from typing import Any

from ._tokens import get


def tapipy(profile: str, base_url: str, *, account: str | None = None, **options: Any) -> Any:
    """A `tapipy.tapis.Tapis` (Tapis v3). `options` are those of `Tapis`. Import errors say that it is missing."""
    from ._tapipy import TokenwellTapis

    return TokenwellTapis(profile, account, base_url=base_url, **options)


def agavepy(profile: str, api_server: str, *, account: str | None = None, **options: Any) -> Any:
    """An `agavepy.agave.Agave` (Tapis v2). `options` are those of `Agave`. Import errors say that it is missing."""
    from ._agavepy import TokenwellAgave

    return TokenwellAgave(profile, account, api_server=api_server, **options)


def environment(profile: str, base_url: str, *, account: str | None = None, min_ttl: int | None = None) -> dict[str, str]:
    """What a child process reads as an Access-Only client, in both sets of names. Its token ages like any other."""
    token = get(profile, account=account, min_ttl=min_ttl).access_token
    return {"TAPIS_BASE_URL": base_url, "TAPIS_API_TOKEN": token, "TAPIS_TOKEN": token}
