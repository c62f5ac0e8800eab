"""Where the daemon's directories are: the same rules as in the daemon's own `daemon/paths.ts`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

#: sockaddr_un.sun_path holds 104 bytes on macOS and 108 on Linux, the closing NUL included.
_LONGEST_SOCKET_PATH = 103


@dataclass(frozen=True)
class Paths:
    """The directories that a client has to know."""

    state: Path
    runtime: Path

    @property
    def versions(self) -> Path:
        """Where the daemon keeps copies of its own program."""
        return self.state / "versions"

    @property
    def discoveries(self) -> tuple[Path, Path]:
        """The discovery file, and its copy for callers whose runtime directory is another one or none."""
        return self.runtime / "daemon.json", self.state / "daemon.json"


def find_paths(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Paths:
    """`TOKENWELL_HOME` moves every directory below one folder; otherwise they are where the system wants them."""
    moved = environment.get("TOKENWELL_HOME")
    if moved:
        state, runtime = Path(os.path.abspath(moved), "state"), Path(os.path.abspath(moved), "run")
    else:
        state, runtime = _usual_directories(environment, platform)
    return Paths(state, _short_enough(runtime, state))


def _usual_directories(environment: Mapping[str, str], platform: str) -> tuple[Path, Path]:
    home = _real_home()
    if platform == "win32":
        local = Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local", "Tokenwell")
        return local / "state", local / "run"
    if platform == "darwin":
        state = home / "Library" / "Application Support" / "Tokenwell" / "state"
        return state, state / "run"
    state = home / ".local" / "state" / "tokenwell"
    runtime = environment.get("XDG_RUNTIME_DIR")
    return state, Path(runtime, "tokenwell") if runtime else state / "run"


def _real_home() -> Path:
    """The account's home, whatever HOME says (sudo, containers, snaps)."""
    try:
        import pwd

        return Path(pwd.getpwuid(os.getuid()).pw_dir)
    except (ImportError, KeyError):
        return Path.home()


def _short_enough(runtime: Path, state: Path) -> Path:
    """A runtime directory whose socket path fits; otherwise a short one, named after user and state."""
    longest = runtime / "daemon.sock.0000000000000000"
    if len(os.fsencode(longest)) <= _LONGEST_SOCKET_PATH or not hasattr(os, "getuid"):
        return runtime
    import tempfile

    name = sha256(os.fsencode(state)).hexdigest()[:12]
    return Path(os.environ.get("TMPDIR") or tempfile.gettempdir(), f"tokenwell-{os.getuid()}-{name}")
