"""The daemon's calls.

The address is looked up at each call, and again when nobody listens there any more, so that a long-lived kernel survives
a restart of the daemon.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

from ._discovery import Address, OwnerSocket, find_daemon
from ._exceptions import DaemonNotRunningError, TokenwellError
from ._http import Call, ConnectionLostError
from ._owner_socket import call_over_owner_socket
from ._paths import find_paths
from ._percent import percent_encode
from ._token import Token, token_from_answer

#: Seconds for which a daemon that is gone may come back (a hand-over takes one or two), and between two looks for it.
_PATIENCE = 5.0
_LOOK_INTERVAL = 0.05


def fetch_token(profile: str, query: Mapping[str, object], deadline: float) -> Token:
    """`deadline` (seconds) is the daemon's limit; the call itself waits a little longer, so that its words arrive."""
    pairs = [f"deadline={deadline:.3f}"]
    for name, value in query.items():
        values = value if isinstance(value, list) else [value]
        pairs += [f"{name}={percent_encode(str(one))}" for one in values if one is not None]
    path = f"/v1/token/{percent_encode(profile)}?{'&'.join(pairs)}"
    answer = call("GET", path, timeout=deadline + 5)
    try:
        return token_from_answer(answer)
    except (KeyError, ValueError) as error:
        raise TokenwellError("The daemon’s answer is not a token; is it older than this client?") from error


def call(method: str, path: str, body: Mapping[str, object] | None = None, timeout: float = 30) -> dict[str, object]:
    """Call once, and a second time where the first found nobody. `timeout` in seconds. Raises `TokenwellError`."""
    wanted = Call(method, path, timeout, body)
    try:
        return _call_once(wanted)
    except TokenwellError as error:
        if not _may_send_again(error, method):
            raise
        gone = error
    return _call_successor(wanted, gone)


def is_running() -> bool:
    """Whether a daemon answers now."""
    try:
        _call_once(Call("GET", "/v1/health", 5))
    except TokenwellError:
        return False
    return True


def _call_once(wanted: Call) -> dict[str, object]:
    address = find_daemon(find_paths())
    if address is None:
        raise DaemonNotRunningError("The daemon is not running.", "not_running")
    return _send(address, wanted)


def _send(address: Address, wanted: Call) -> dict[str, object]:
    if isinstance(address, OwnerSocket):
        return call_over_owner_socket(address, wanted)
    # What it takes is loaded where there is no Unix socket.
    from ._loopback import call_over_loopback

    return call_over_loopback(address, wanted)


def _may_send_again(error: TokenwellError, method: str) -> bool:
    """Where nobody listens nothing was done; a broken connection leaves that open, so only a question is asked again."""
    if isinstance(error, DaemonNotRunningError) or error.code == "shutting_down":
        return True
    return isinstance(error, ConnectionLostError) and method == "GET"


def _call_successor(wanted: Call, gone: TokenwellError) -> dict[str, object]:
    """One that is about to listen is there in a moment; otherwise one is started, where that can be done."""
    end = time.monotonic() + _PATIENCE
    told: str | None = None
    started = False
    while True:
        try:
            return _call_once(wanted)
        except TokenwellError as error:
            if not _may_send_again(error, wanted.method):
                raise
            gone = error
        if not started and isinstance(gone, DaemonNotRunningError):
            started = True
            # What it takes is loaded by those few who need it.
            from ._start import start_daemon

            told = start_daemon(is_running)
            # Where nothing can be started, a short while is given to whoever else may be starting one.
            end = time.monotonic() + (_PATIENCE if told is None else _LOOK_INTERVAL * 40)
        if time.monotonic() > end:
            break
        time.sleep(_LOOK_INTERVAL)
    if told is None and not isinstance(gone, DaemonNotRunningError):
        raise gone
    raise DaemonNotRunningError(f"The daemon is not running. {told or ''}".strip(), "not_running") from gone
