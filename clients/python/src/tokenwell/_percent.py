"""Percent-encoding (RFC 3986 §2.1), because importing `urllib.parse` takes longer than a call."""

from __future__ import annotations

#: RFC 3986 §2.3.
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def percent_encode(text: str | bytes) -> str:
    """For one segment of a path, a value in a query or a word in a header: all but letters, digits and `-._~`."""
    encoded = text.encode() if isinstance(text, str) else text
    return "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in encoded)
