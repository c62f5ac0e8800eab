"""One HTTP exchange with the daemon.

`http.client` alone: unlike urllib and requests it knows nothing of HTTP_PROXY. Each call has a connection of its own,
which costs next to nothing on a Unix socket and is safe with threads and after a fork.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import socket
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from ._exceptions import DaemonNotRunningError, DaemonUnreachableError, error_from_problem

#: An answer of ours is small; anything beyond is not the daemon's.
_LARGEST_ANSWER = 16 * 1024 * 1024


@dataclass(frozen=True)
class Call:
    """A request; `timeout` is in seconds, for each step of the exchange."""

    method: str
    path: str
    timeout: float
    body: Mapping[str, object] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class ConnectionLostError(DaemonUnreachableError):
    """The connection broke before the answer was complete; whether the call was heard is not known."""


class UnixConnection(http.client.HTTPConnection):
    """HTTP over the owner socket."""

    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("tokenwell", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        """Connect; a socket whose backlog is full refuses with EAGAIN: the daemon is there, and busy."""
        end = time.monotonic() + float(self.timeout or 0)
        while True:
            self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                self.sock.settimeout(self.timeout)
                return self.sock.connect(self._path)
            except BlockingIOError:
                self.close()
                if time.monotonic() > end:
                    raise
                time.sleep(0.005 + random.random() * 0.02)  # noqa: S311
            except BaseException:
                self.close()
                raise


def exchange(connection: http.client.HTTPConnection, call: Call) -> dict[str, object]:
    """Return the parsed answer ({} where it has no body); raise `TokenwellError` for all that goes wrong."""
    status, text = _send(connection, call)
    try:
        answer = json.loads(text) if text else {}
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise not_the_daemon("What answers in the daemon’s place does not speak its language")
    if 200 <= status < 300:
        return answer
    raise error_from_problem(answer, status)


def not_the_daemon(what: str) -> DaemonUnreachableError:
    """For whatever answers and is not our daemon; `what` is a sentence without its full stop."""
    advice = "`tokenwell daemon status` tells where the daemon is"
    return DaemonUnreachableError(f"{what}; it was sent nothing secret. {advice}.", "not_the_daemon")


def _send(connection: http.client.HTTPConnection, call: Call) -> tuple[int, bytes]:
    body = None if call.body is None else json.dumps(call.body).encode()
    headers = {"Accept": "application/json", "Tokenwell-Client": who_we_are(), **call.headers}
    if body is not None:
        headers["Content-Type"] = "application/json"
    try:
        connection.request(call.method, call.path, body, headers)
        response = connection.getresponse()
        text = response.read(_LARGEST_ANSWER + 1)
    except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError) as error:
        raise DaemonNotRunningError("The daemon is not running.", "not_running") from error
    except (socket.timeout, BlockingIOError) as error:
        message = f"The daemon did not answer within {call.timeout:.0f} s. `tokenwell daemon logs` tells what it does."
        raise DaemonUnreachableError(message, "timeout") from error
    except (http.client.BadStatusLine, http.client.IncompleteRead, OSError) as error:
        if type(error) is http.client.BadStatusLine:
            raise not_the_daemon("What answers in the daemon’s place does not speak HTTP") from None
        raise ConnectionLostError("The connection to the daemon broke before it answered.", "connection_lost") from error
    except http.client.HTTPException:
        raise not_the_daemon("What answers in the daemon’s place does not speak HTTP") from None
    if len(text) > _LARGEST_ANSWER:
        raise not_the_daemon("The answer is too large for a daemon of ours")
    return response.status, text


def who_we_are() -> str:
    """What permissions and the audit log go by: only what a header can carry, so that folders are percent-encoded."""
    try:
        folder = quote(os.getcwdb())
    except OSError:
        folder = ""
    kind = "tokenwell-notebook" if "ipykernel" in sys.modules else "tokenwell-python"
    # Terminals of VS Code, and what is started in them, know their workspace.
    workspace = os.environ.get("TOKENWELL_WORKSPACE")
    return f"{kind} pid={os.getpid()} cwd={folder}{f' workspace={quote(os.fsencode(workspace))}' if workspace else ''}"
