"""What a sign-in looks like: HTML in a notebook's cell, plain lines elsewhere. Text from outside is only ever text."""

from __future__ import annotations

import sys
from html import escape
from typing import Protocol

_BOX = "border-left:3px solid #0a7;padding:.4em .8em;font-family:system-ui,sans-serif"


class Message(Protocol):
    """A message that is on display."""

    def end(self, words: str) -> None:
        """Replace it by how it ended."""


def show(sign_in: dict[str, object]) -> Message:
    """Show host, code and address of a sign-in that waits."""
    if _in_kernel():
        return _Cell(sign_in)
    return _Lines(sign_in)


class _Cell:
    def __init__(self, sign_in: dict[str, object]) -> None:
        from IPython.display import display

        self._handle = display(_data(as_html(sign_in), as_text(sign_in)), raw=True, display_id=True)  # type: ignore[no-untyped-call]

    def end(self, words: str) -> None:
        """Without the code, which is of no use any more."""
        plain = f"Tokenwell: {words}"
        html = f'<div style="{_BOX}">{escape(plain)}</div>'
        if self._handle is not None:
            self._handle.update(_data(html, plain), raw=True)


class _Lines:
    def __init__(self, sign_in: dict[str, object]) -> None:
        print(as_text(sign_in), file=sys.stderr, flush=True)

    def end(self, words: str) -> None:
        """One more line."""
        print(f"Tokenwell: {words}", file=sys.stderr, flush=True)


def as_html(sign_in: dict[str, object]) -> str:
    """A link only where the daemon says that the address is safe, and it is one of the web."""
    code, host = escape(_plain(sign_in.get("user_code"))), escape(_plain(sign_in.get("host")))
    profile, address = escape(_plain(sign_in.get("profile"))), _address(sign_in)
    where = f"<code>{escape(address)}</code> (not a safe address, so it is no link)"
    if sign_in.get("may_open") is True and address.startswith(("https://", "http://")):
        where = f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">Sign in at {host}</a>'
    return (
        f'<div style="{_BOX}"><b>Tokenwell: nobody is signed in on {profile}.</b><br>{where}, '
        f"and check that it shows the code <code><b>{code}</b></code>.<br>"
        "This cell continues by itself; interrupt the kernel to cancel.</div>"
    )


def as_text(sign_in: dict[str, object]) -> str:
    """The same for terminals and for front ends without HTML."""
    return (
        f"Tokenwell: sign in on {_plain(sign_in.get('profile'))} at {_plain(sign_in.get('host'))}\n"
        f"  Open   {_address(sign_in)}\n"
        f"  Code   {_plain(sign_in.get('user_code'))}\n"
        "This continues by itself after you approve it there; interrupt to cancel."
    )


def _address(sign_in: dict[str, object]) -> str:
    return _plain(sign_in.get("verification_uri_complete") or sign_in.get("verification_uri"))


def _plain(text: object) -> str:
    """Without control characters, which could write over what a terminal shows."""
    return "".join(character for character in str(text or "") if character.isprintable())


def _data(html: str, text: str) -> dict[str, str]:
    return {"text/html": html, "text/plain": text}


def _in_kernel() -> bool:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return getattr(shell, "kernel", None) is not None
