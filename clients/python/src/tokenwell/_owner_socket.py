"""Calls over the owner socket.

The exchange is written out here, because importing `http.client` (with email and ssl) takes a small program longer than
all the rest. It is the least that HTTP has: a request in HTTP/1.0, to which nobody may answer in chunks (RFC 9112 §6.1) or
with an interim response (RFC 9110 §15.2), and after which the connection ends.
"""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

from ._http import LARGEST_ANSWER, Call, connection_lost, not_http, too_large, understand, unreachable

if TYPE_CHECKING:
    from typing import BinaryIO

    from ._discovery import OwnerSocket

#: What our daemon sends has ten headers at most, and no line beyond a few hundred bytes.
_MOST_HEADERS = 100
_LONGEST_LINE = 65_536


def call_over_owner_socket(address: OwnerSocket, call: Call) -> dict[str, object]:
    """Return the parsed answer; raise `TokenwellError` for all that goes wrong."""
    request = _request(call)
    try:
        with _connect(address.path, call.timeout) as connection:
            connection.sendall(request)
            with connection.makefile("rb") as answer:
                status = _read_status(answer)
                text = _read_body(answer, _read_length(answer))
    except OSError as error:
        raise unreachable(error, call.timeout) from error
    return understand(status, text)


def _connect(path: str, timeout: float) -> socket.socket:
    """A socket whose backlog is full refuses with EAGAIN: the daemon is there, and busy."""
    end = time.monotonic() + timeout
    while True:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(timeout)
            connection.connect(path)
            return connection
        except BlockingIOError:
            connection.close()
            if time.monotonic() > end:
                raise
            import random

            time.sleep(0.005 + random.random() * 0.02)  # noqa: S311
        except BaseException:
            connection.close()
            raise


def _request(call: Call) -> bytes:
    """Raises `ValueError` for what would end a line before its end, or is not ASCII."""
    content = call.content
    headers = {"Host": "tokenwell", **call.headers}
    if content is not None:
        headers["Content-Length"] = str(len(content))
    lines = [f"{call.method} {call.path} HTTP/1.0", *(f"{name}: {value}" for name, value in headers.items())]
    if " " in call.path or not all(line.isascii() and line.isprintable() for line in lines):
        raise ValueError("a request to the daemon has only printable ASCII in its path and its headers")
    return "\r\n".join([*lines, "", ""]).encode("ascii") + (content or b"")


def _read_status(answer: BinaryIO) -> int:
    line = answer.readline(_LONGEST_LINE)
    if not line:
        raise connection_lost()
    # RFC 9112 §4: the version, three digits, and perhaps a reason.
    version, status, *_ = [*line.split(None, 2), b"", b""]
    if not version.startswith(b"HTTP/1.") or len(status) != 3 or not status.isdigit() or status < b"200":
        raise not_http()
    return int(status)


def _read_length(answer: BinaryIO) -> int | None:
    """Read the headers, and return the length of the body; None: it goes on until the connection ends."""
    length: int | None = None
    for _ in range(_MOST_HEADERS):
        line = answer.readline(_LONGEST_LINE)
        if line in (b"\r\n", b"\n"):
            return length
        if not line.endswith(b"\n"):
            raise connection_lost() if len(line) < _LONGEST_LINE else not_http()
        name, colon, value = line.partition(b":")
        name, value = name.lower(), value.strip()
        if not colon or name != name.strip() or name == b"transfer-encoding":
            raise not_http()
        if name != b"content-length":
            continue
        # RFC 9112 §6.3: a length that is no number, or a second one, leaves open where the body ends.
        if length is not None or not value.isdigit():
            raise not_http()
        if len(value) > len(str(LARGEST_ANSWER)):
            raise too_large()
        length = int(value)
    raise not_http()


def _read_body(answer: BinaryIO, length: int | None) -> bytes:
    if length is None:
        return answer.read(LARGEST_ANSWER + 1)
    if length > LARGEST_ANSWER:
        raise too_large()
    text = answer.read(length)
    if len(text) < length:
        raise connection_lost()
    return text
