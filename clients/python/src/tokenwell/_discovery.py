"""Where the daemon is: `TOKENWELL_SOCKET`, else `daemon.json` in the runtime directory, else its copy in the state.

What is found may be stale; only a call tells. What another user could have put there is not used at all.
"""

from __future__ import annotations

import json
import os
import socket
import stat
from collections.abc import Mapping
from typing import NamedTuple, Union

from ._exceptions import DaemonUnreachableError
from ._paths import Paths

_LARGEST_DISCOVERY = 65_536


class OwnerSocket(NamedTuple):
    """A Unix socket in an owner-only directory: whoever can open it is served everything."""

    path: str


class Loopback(NamedTuple):
    """The daemon's port on 127.0.0.1, where there is no Unix socket: it serves tokens, to who shows a client key."""

    port: int
    start_id: str
    key_file: str


Address = Union[OwnerSocket, Loopback]


def find_daemon(paths: Paths, environment: Mapping[str, str] = os.environ) -> Address | None:
    """None: no daemon has left a trace here. Raises `DaemonUnreachableError` where others could stand in for it."""
    named = environment.get("TOKENWELL_SOCKET")
    owner_socket = _our_socket(named) if named else None
    if owner_socket:
        return owner_socket
    told = []
    for discovery in filter(None, map(read_discovery, paths.discoveries)):
        owner_socket = _our_socket(str(discovery["socket"]))
        if owner_socket:
            return owner_socket
        told.append(discovery)
    for discovery in told:
        if isinstance(discovery["port"], int):
            key_file = environment.get("TOKENWELL_KEY_FILE") or str(discovery["key_file"])
            return Loopback(discovery["port"], str(discovery["start_id"]), key_file)
    _complain_of_unsafe(paths.runtime)
    return None


def read_discovery(file: str) -> dict[str, object] | None:
    """None: there is none, it is not one of ours, or it is damaged."""
    if not is_ours_alone(os.path.dirname(file)) or not is_ours_alone(file):
        return None
    try:
        with open(file, encoding="utf-8") as opened:
            content = json.loads(opened.read(_LARGEST_DISCOVERY))
    except (OSError, ValueError):
        return None
    if not isinstance(content, dict) or not isinstance(content.get("port"), (int, type(None))):
        return None
    return content if all(isinstance(content.get(name), str) for name in ("socket", "start_id", "key_file")) else None


def is_ours_alone(path: str) -> bool:
    """Ours, no symbolic link, and closed to everybody else. Windows has no such modes; the user’s folder protects it."""
    return _mode_of_ours(path) is not None


def _mode_of_ours(path: str) -> int | None:
    """What kind of thing it is and who may use it; None: it is not ours alone."""
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return None
    if stat.S_ISLNK(status.st_mode):
        return None
    if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o077 != 0):
        return None
    return status.st_mode


def _our_socket(named: str) -> OwnerSocket | None:
    """A socket of ours in a directory of ours: nobody else can have put it there, or can stand in for it."""
    if not hasattr(socket, "AF_UNIX"):
        return None
    # What is looked at is what will be opened, and no `link/.`, which would be looked at behind the link.
    path = os.path.normpath(named)
    mode = _mode_of_ours(path) if is_ours_alone(os.path.dirname(path) or ".") else None
    return OwnerSocket(path) if mode is not None and stat.S_ISSOCK(mode) else None


def _complain_of_unsafe(runtime: str) -> None:
    """A directory that cannot be trusted is worth more words than "not running"."""
    if not os.path.lexists(runtime) or is_ours_alone(runtime):
        return
    message = (
        f"The runtime directory {runtime} cannot be trusted: it must belong to you, be no symbolic link and be closed "
        "to everybody else. Nothing was sent. Remove it, or close it with `chmod 700`, and try again."
    )
    raise DaemonUnreachableError(message, "runtime_directory_unsafe")
