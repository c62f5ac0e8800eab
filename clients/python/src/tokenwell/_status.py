"""Who is signed in where: `tokenwell.status()` and `%tokenwell status`. Never a secret."""

from __future__ import annotations

import time
from dataclasses import dataclass
from html import escape

from ._daemon import call


@dataclass(frozen=True)
class Account:
    """A user signed in on a profile."""

    profile: str
    #: The user's name at the server.
    name: str
    #: signing_in, signed_in, retrying, signed_out or locked.
    state: str
    #: Seconds since 1970 at which the access token in the daemon's memory expires; None: there is none.
    token_expires_at: float | None
    #: What went wrong last, in words; None: nothing.
    last_error: str | None


@dataclass(frozen=True)
class Status:
    """All accounts; shown as a table in notebooks."""

    accounts: tuple[Account, ...]

    def __str__(self) -> str:
        if not self.accounts:
            return "Nobody is signed in. Sign in with `tokenwell login PROFILE`."
        rows = [_HEAD, *map(_row, self.accounts)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        if not self.accounts:
            return f"<p>{escape(str(self))}</p>"
        head = "".join(f"<th>{escape(cell)}</th>" for cell in _HEAD)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in _row(account)) + "</tr>" for account in self.accounts
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


_HEAD = ("profile", "account", "state", "token", "last error")


def status() -> Status:
    """Ask the daemon. Raises `DaemonUnreachableError`; over TCP (Windows) the daemon refuses this call."""
    listed = call("GET", "/v1/accounts").get("accounts")
    return Status(tuple(_account(one) for one in listed if isinstance(one, dict)) if isinstance(listed, list) else ())


def _account(listed: dict[str, object]) -> Account:
    expires_at, error = listed.get("token_expires_at"), listed.get("last_error")
    return Account(
        profile=str(listed.get("profile")),
        name=str(listed.get("name")),
        state=str(listed.get("state")),
        token_expires_at=float(expires_at) if isinstance(expires_at, (int, float)) else None,
        last_error=str(error.get("detail")) if isinstance(error, dict) else None,
    )


def _row(account: Account) -> tuple[str, ...]:
    cells = (
        account.profile,
        account.name,
        account.state.replace("_", " "),
        _left(account),
        account.last_error or "",
    )
    return tuple("".join(character for character in cell if character.isprintable()) for cell in cells)


def _left(account: Account) -> str:
    if account.token_expires_at is None:
        return "on demand"
    left = account.token_expires_at - time.time()
    return f"{left:.0f} s left" if left > 0 else "renewed when asked for"
