"""What a call and its answer are, whichever way they go.

Neither way follows HTTP_PROXY, as urllib and requests would. Each call has a connection of its own, which costs next to
nothing on a Unix socket and is safe with threads and after a fork.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Mapping
from typing import NamedTuple

from ._exceptions import DaemonNotRunningError, DaemonUnreachableError, error_from_problem
from ._percent import percent_encode

#: An answer of ours is small; anything beyond is not the daemon's.
LARGEST_ANSWER = 16 * 1024 * 1024


class Call(NamedTuple):
    """A request; `timeout` is in seconds, for each step of the exchange."""

    method: str
    path: str
    timeout: float
    body: Mapping[str, object] | None = None

    @property
    def headers(self) -> dict[str, str]:
        """Those that every call has, and the one that its body needs."""
        headers = {"Accept": "application/json", "Tokenwell-Client": who_we_are()}
        return headers if self.body is None else {**headers, "Content-Type": "application/json"}

    @property
    def content(self) -> bytes | None:
        """The body as it is sent."""
        return None if self.body is None else json.dumps(self.body).encode()


class ConnectionLostError(DaemonUnreachableError):
    """The connection broke before the answer was complete; whether the call was heard is not known."""


def understand(status: int, text: bytes) -> dict[str, object]:
    """The parsed answer ({} where it has no body). Raises what a problem says, or that this is not the daemon."""
    if len(text) > LARGEST_ANSWER:
        raise too_large()
    try:
        answer = json.loads(text) if text else {}
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise not_the_daemon("What answers in the daemon’s place does not speak its language")
    if 200 <= status < 300:
        return answer
    raise error_from_problem(answer, status)


def unreachable(error: OSError, timeout: float) -> DaemonUnreachableError:
    """For what the system says of a connection."""
    if isinstance(error, (FileNotFoundError, ConnectionRefusedError, NotADirectoryError)):
        return DaemonNotRunningError("The daemon is not running.", "not_running")
    if isinstance(error, (socket.timeout, BlockingIOError)):
        message = f"The daemon did not answer within {timeout:.0f} s. `tokenwell daemon logs` tells what it does."
        return DaemonUnreachableError(message, "timeout")
    return connection_lost()


def connection_lost() -> ConnectionLostError:
    """For an answer that is not there, or not whole."""
    return ConnectionLostError("The connection to the daemon broke before it answered.", "connection_lost")


def not_the_daemon(what: str) -> DaemonUnreachableError:
    """For whatever answers and is not our daemon; `what` is a sentence without its full stop."""
    advice = "`tokenwell daemon status` tells where the daemon is"
    return DaemonUnreachableError(f"{what}; it was sent nothing secret. {advice}.", "not_the_daemon")


def not_http() -> DaemonUnreachableError:
    """For an answer that cannot be read."""
    return not_the_daemon("What answers in the daemon’s place does not speak HTTP")


def too_large() -> DaemonUnreachableError:
    """For an answer beyond `LARGEST_ANSWER`."""
    return not_the_daemon("The answer is too large for a daemon of ours")


def who_we_are() -> str:
    """What permissions and the audit log go by: only what a header can carry, so that folders are percent-encoded."""
    try:
        folder = percent_encode(os.getcwdb())
    except OSError:
        folder = ""
    kind = "tokenwell-notebook" if "ipykernel" in sys.modules else "tokenwell-python"
    # Terminals of VS Code, and what is started in them, know their workspace.
    workspace = os.environ.get("TOKENWELL_WORKSPACE")
    told = f" workspace={percent_encode(os.fsencode(workspace))}" if workspace else ""
    return f"{kind} pid={os.getpid()} cwd={folder}{told}"
