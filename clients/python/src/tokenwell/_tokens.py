"""Tokens by the name of their profile."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Mapping

from ._daemon import fetch_token
from ._exceptions import PermissionRequiredError, SignedOutError, StoreLockedError
from ._token import Token, fingerprint

#: Seconds between two questions to our own daemon, which cost next to nothing.
_LOOK_INTERVAL = 0.25
#: Seconds that a person in front of a notebook gets to answer a question in VS Code.
_PATIENCE_WITH_PERSON = 120.0


def token(profile: str, *, account: str | None = None) -> str:
    """A bare access token that is fresh now. See `get` for what is raised."""
    return get(profile, account=account).access_token


def get(
    profile: str,
    *,
    scope: str | Iterable[str] | None = None,
    resource: str | Iterable[str] | None = None,
    min_ttl: int | None = None,
    account: str | None = None,
    rejected: str | None = None,
    timeout: float = 10,
) -> Token:
    """A token and what is known of it.

    `scope` narrows it (names in a list, or one text with spaces), `resource` says what it is for (RFC 8707), `min_ttl`
    is how many seconds it must still live, `account` names one where several are signed in, `rejected` is a token that
    an API refused, `timeout` is how many seconds to wait for the authorization server where there is no valid token.

    In a notebook with somebody in front of it, a signed-out profile shows a sign-in message in the cell and continues
    after approval; a workspace that needs permission waits for it. Raises `SignedOutError` and `PermissionRequiredError`
    elsewhere, and others of the family `TokenwellError`.
    """
    query: dict[str, object] = {
        "scope": scope if scope is None or isinstance(scope, str) else " ".join(scope),
        "resource": [resource] if isinstance(resource, str) else list(resource or []),
        "min_ttl": min_ttl,
        "account": account,
        "rejected": None if rejected is None else fingerprint(rejected),
    }
    deadline = min(max(timeout, 0.001), 300.0)
    try:
        return _fetch(profile, query, deadline)
    except SignedOutError as error:
        from ._notebook import offer_sign_in

        if not offer_sign_in(profile, error):
            raise
    # What was refused belonged to the sign-in that has ended.
    return _fetch(profile, {**query, "rejected": None}, deadline)


def _fetch(profile: str, query: Mapping[str, object], deadline: float) -> Token:
    """The daemon waits for a permission as for a token. With somebody in front of the cell it is given more time."""
    start = time.monotonic()
    try:
        return fetch_token(profile, query, deadline)
    except PermissionRequiredError as error:
        from ._notebook import is_attended

        # At once: there is no window that could ask.
        is_asked = time.monotonic() - start >= deadline * 0.9
        if not is_asked or not is_attended():
            raise
        print(f"Tokenwell: {error} This cell continues by itself.", file=sys.stderr, flush=True)
    return fetch_token(profile, query, max(deadline, _PATIENCE_WITH_PERSON))


def wait_signed_in(profile: str, *, account: str | None = None, timeout: float | None = None) -> Token:
    """Wait until somebody is signed in, the store is unlocked and this folder is allowed; return a token.

    `timeout` in seconds; None: for ever. Raises what `get` would when the time is up.
    """
    end = None if timeout is None else time.monotonic() + timeout
    while True:
        try:
            return get(profile, account=account)
        except (SignedOutError, StoreLockedError, PermissionRequiredError):
            if end is not None and time.monotonic() >= end:
                raise
        time.sleep(_LOOK_INTERVAL)


def sign_in(profile: str) -> None:
    """Show where to sign in, in the cell or on the terminal, and wait for approval. Raises `SignInError`."""
    from ._notebook import sign_in

    sign_in(profile)
