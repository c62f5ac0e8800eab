"""Where the daemon's directories are: the same rules as in the daemon's own `daemon/paths.ts`.

Paths are strings here, because importing `pathlib` takes longer than a call.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import NamedTuple

#: sockaddr_un.sun_path holds 104 bytes on macOS and 108 on Linux, the closing NUL included.
_LONGEST_SOCKET_PATH = 103


class Paths(NamedTuple):
    """The directories that a client has to know."""

    state: str
    runtime: str

    @property
    def versions(self) -> str:
        """Where the daemon keeps copies of its own program."""
        return os.path.join(self.state, "versions")

    @property
    def discoveries(self) -> tuple[str, str]:
        """The discovery file, and its copy for callers whose runtime directory is another one or none."""
        return os.path.join(self.runtime, "daemon.json"), os.path.join(self.state, "daemon.json")


def find_paths(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Paths:
    """`TOKENWELL_HOME` moves every directory below one folder; otherwise they are where the system wants them."""
    moved = environment.get("TOKENWELL_HOME")
    if moved:
        home = os.path.abspath(moved)
        state, runtime = os.path.join(home, "state"), os.path.join(home, "run")
    else:
        state, runtime = _usual_directories(environment, platform)
    return Paths(state, _short_enough(runtime, state))


def _usual_directories(environment: Mapping[str, str], platform: str) -> tuple[str, str]:
    home = _real_home()
    if platform == "win32":
        local = environment.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
        return os.path.join(local, "Tokenwell", "state"), os.path.join(local, "Tokenwell", "run")
    if platform == "darwin":
        state = os.path.join(home, "Library", "Application Support", "Tokenwell", "state")
        return state, os.path.join(state, "run")
    state = os.path.join(home, ".local", "state", "tokenwell")
    runtime = environment.get("XDG_RUNTIME_DIR")
    return state, os.path.join(runtime, "tokenwell") if runtime else os.path.join(state, "run")


def _real_home() -> str:
    """The account's home, whatever HOME says (sudo, containers, snaps)."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_dir
    except (ImportError, KeyError):
        return os.path.expanduser("~")


def _short_enough(runtime: str, state: str) -> str:
    """A runtime directory whose socket path fits; otherwise a short one, named after user and state."""
    longest = os.path.join(runtime, "daemon.sock.0000000000000000")
    if len(os.fsencode(longest)) <= _LONGEST_SOCKET_PATH or not hasattr(os, "getuid"):
        return runtime
    import tempfile
    from hashlib import sha256

    name = sha256(os.fsencode(state)).hexdigest()[:12]
    return os.path.join(os.environ.get("TMPDIR") or tempfile.gettempdir(), f"tokenwell-{os.getuid()}-{name}")
