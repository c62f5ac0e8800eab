"""Calls over loopback TCP, where there is no Unix socket (Windows).

Any program of any user can listen on a port that the daemon has left. So the key is sent only on a connection whose other
end has just proved that it knows the key: the proof names the port and the start id, so that a squatter can neither answer
nor pass the question on.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import secrets
from pathlib import Path
from urllib.parse import urlencode

from ._discovery import Loopback
from ._exceptions import DaemonNotRunningError, DaemonUnreachableError, TokenwellError
from ._http import LARGEST_ANSWER, Call, connection_lost, not_http, not_the_daemon, understand, unreachable


def call_over_loopback(address: Loopback, call: Call) -> dict[str, object]:
    """Prove, then call, on one connection that is never opened again. Raises `TokenwellError`."""
    key = _read_key(address.key_file)
    connection = http.client.HTTPConnection("127.0.0.1", address.port, timeout=call.timeout)
    try:
        _connect(connection)
        # What was proved, was proved by the other end of this connection.
        connection.auto_open = 0
        _demand_proof(connection, address, key, call.timeout)
        if connection.sock is None:
            raise not_the_daemon(f"What listens on port {address.port} hung up after its proof")
        return _exchange(connection, call, {"Authorization": f"Bearer {key}"})
    finally:
        connection.close()


def _connect(connection: http.client.HTTPConnection) -> None:
    try:
        connection.connect()
    except OSError as error:
        raise DaemonNotRunningError("The daemon is not running.", "not_running") from error


def _demand_proof(connection: http.client.HTTPConnection, address: Loopback, key: str, timeout: float) -> None:
    nonce = secrets.token_urlsafe(32)
    key_id = hashlib.sha256(key.encode()).hexdigest()[:16]
    path = f"/v1/proof?{urlencode({'nonce': nonce, 'key_id': key_id})}"
    try:
        proof = _exchange(connection, Call("GET", path, timeout), {}).get("proof")
    except DaemonUnreachableError:
        raise
    except TokenwellError as error:
        # Whatever else it says, it has not proved itself.
        raise _unproved(address) from error
    digest = hmac.new(key.encode(), f"{nonce}\n{address.port}\n{address.start_id}".encode(), hashlib.sha256).digest()
    wanted = base64.urlsafe_b64encode(digest).rstrip(b"=")
    if not isinstance(proof, str) or not hmac.compare_digest(proof.encode(), wanted):
        raise _unproved(address)


def _exchange(connection: http.client.HTTPConnection, call: Call, headers: dict[str, str]) -> dict[str, object]:
    try:
        connection.request(call.method, call.path, call.content, {**call.headers, **headers})
        response = connection.getresponse()
        text = response.read(LARGEST_ANSWER + 1)
    except http.client.IncompleteRead as error:
        raise connection_lost() from error
    except OSError as error:
        raise unreachable(error, call.timeout) from error
    except http.client.HTTPException:
        raise not_http() from None
    return understand(response.status, text)


def _unproved(address: Loopback) -> DaemonUnreachableError:
    return not_the_daemon(f"What listens on port {address.port} does not know our key and is not the daemon")


def _read_key(file: str) -> str:
    try:
        return Path(file).read_text("ascii").strip()
    except (OSError, ValueError) as error:
        message = f"The client key in {file} cannot be read; `tokenwell env` prints where it is now."
        raise DaemonUnreachableError(message, "client_key_unreadable") from error
