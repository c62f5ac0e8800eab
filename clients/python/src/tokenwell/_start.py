"""Starts a daemon where none runs: by the `tokenwell` command, or by the copy that an earlier daemon left of itself."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from ._discovery import is_ours_alone
from ._paths import Paths, find_paths

#: Seconds that a daemon has to become ready.
_READY_WITHIN = 40.0
_HOW = "Open VS Code with the Tokenwell extension, or install the `tokenwell` command and run `tokenwell daemon start`."
#: What the daemon may have of our environment: it outlives us, and must not live by what we happened to have.
_KEPT = (
    *("TOKENWELL_HOME", "TOKENWELL_STORE", "TOKENWELL_SYSTEM_CONFIG"),
    *("HOME", "USER", "LOGNAME", "LANG", "TMPDIR", "XDG_RUNTIME_DIR"),
)
_one_at_a_time = threading.Lock()


def start_daemon(answers: Callable[[], bool]) -> str | None:
    """None: one runs now, or is about to. Otherwise what to do, in words. `answers` tells whether one runs."""
    with _one_at_a_time:
        # Another thread may have been quicker.
        if answers():
            return None
        command = shutil.which("tokenwell")
        if command:
            return _by_command(command)
        return _by_copy(find_paths())


def _by_command(command: str) -> str | None:
    try:
        done = subprocess.run(
            [command, "daemon", "start"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_READY_WITHIN,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"`tokenwell daemon start` failed: {error}."
    if done.returncode == 0:
        return None
    return done.stderr.strip()[-2000:] or f"`tokenwell daemon start` ended with code {done.returncode}."


def _by_copy(paths: Paths) -> str | None:
    """`versions/current` leads to the newest copy, which any Node of version 24 or newer can run."""
    program = Path(paths.versions, "current", "daemon.mjs")
    node = shutil.which("node")
    if sys.platform == "win32" or not is_ours_alone(paths.versions) or not program.is_file():
        return _HOW
    if node is None or not _is_new_enough(node):
        return f"{_HOW} (A copy of the daemon lies in {program.parent}, but there is no Node.js 24 to run it.)"
    return _run(node, program, paths)


def _is_new_enough(node: str) -> bool:
    try:
        done = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    found = re.match(r"v(\d+)\.", done.stdout)
    return found is not None and int(found[1]) >= 24


def _run(node: str, program: Path, paths: Paths) -> str | None:
    """The process says in one line of JSON whether it is ready; it lives on without us."""
    environment = {name: os.environ[name] for name in _KEPT if os.environ.get(name)}
    for name in ("TOKENWELL_HOME", "TOKENWELL_SYSTEM_CONFIG"):
        if name in environment:
            environment[name] = os.path.abspath(environment[name])
    child = subprocess.Popen(
        [node, str(program)],
        cwd=paths.state,
        env={**environment, "PATH": "/usr/bin:/bin:/usr/sbin:/sbin"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    # When the daemon ends, nobody but us can bury it.
    threading.Thread(target=child.wait, daemon=True).start()
    return _read_report(child, paths)


def _read_report(child: subprocess.Popen[bytes], paths: Paths) -> str | None:
    if child.stdout is None:
        return _HOW
    limit = threading.Timer(_READY_WITHIN, child.kill)
    limit.start()
    try:
        with child.stdout as output:
            report = json.loads(output.readline() or b"{}")
    except ValueError:
        report = {}
    finally:
        limit.cancel()
    if report.get("tokenwell") == "ready" or report.get("code") == "already_running":
        return None
    return str(report.get("detail") or f"It ended while it started; its log is in {os.path.join(paths.state, 'logs')}.")
