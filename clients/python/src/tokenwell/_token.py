"""An access token and what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn


class Token:
    """Its `repr` hides the value, so that it can be shown in a notebook or a log.

    It is a frozen dataclass in all but name: importing `dataclasses` (with inspect) takes longer than a call.
    """

    access_token: str
    token_type: str
    #: Seconds left when it was served; None where the server told no life.
    expires_in: int | None
    #: Seconds since 1970; None where the server told no life.
    expires_at: float | None
    #: Space-separated; what the token really has.
    scope: str
    profile: str
    #: Id of the account.
    account: str
    #: False: the server's tokens do not live as long as was asked; this is the best one.
    min_ttl_met: bool
    #: False: fewer scopes were asked for, and the server gave more all the same; `scope` says which.
    scope_met: bool

    def __init__(
        self,
        access_token: str,
        token_type: str,
        expires_in: int | None,
        expires_at: float | None,
        scope: str,
        profile: str,
        account: str,
        min_ttl_met: bool = True,
        scope_met: bool = True,
    ) -> None:
        # Past `__setattr__`, which refuses.
        vars(self).update(
            access_token=access_token,
            token_type=token_type,
            expires_in=expires_in,
            expires_at=expires_at,
            scope=scope,
            profile=profile,
            account=account,
            min_ttl_met=min_ttl_met,
            scope_met=scope_met,
        )

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a token cannot be changed: {name}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a token cannot be changed: {name}")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Token):
            return NotImplemented
        return vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(tuple(vars(self).values()))

    def __repr__(self) -> str:
        """Say all but the value."""
        until = "unknown"
        if self.expires_at is not None:
            from datetime import datetime, timezone

            until = datetime.fromtimestamp(self.expires_at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        return f"<tokenwell.Token profile={self.profile!r} expires_at={until} scope={self.scope!r} value hidden>"

    @property
    def authorization(self) -> str:
        """The value of an `Authorization` header (RFC 6750 §2.1)."""
        return bearer(self.access_token)


def bearer(access_token: str) -> str:
    """The value of an `Authorization` header; servers write the token type in all cases, APIs want this one."""
    return f"Bearer {access_token}"


def fingerprint(access_token: str) -> str:
    """What names a token to the daemon without being one: the first 16 hex digits of its SHA-256."""
    from hashlib import sha256

    return sha256(access_token.encode()).hexdigest()[:16]


def token_from_answer(answer: Mapping[str, object]) -> Token:
    """From the body of `GET /v1/token/{profile}`. Raises `KeyError` or `ValueError` where it is none."""
    expires_in, expires_at = answer.get("expires_in"), answer.get("expires_at")
    return Token(
        access_token=_text(answer["access_token"]),
        token_type=_text(answer["token_type"]),
        expires_in=int(expires_in) if isinstance(expires_in, (int, float)) else None,
        expires_at=float(expires_at) if isinstance(expires_at, (int, float)) else None,
        scope=_text(answer["scope"]),
        profile=_text(answer["profile"]),
        account=_text(answer["account"]),
        min_ttl_met=answer.get("min_ttl_met") is not False,
        scope_met=answer.get("scope_met") is not False,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("the daemon’s answer is not a token")
    return value
