"""Fixtures: a real daemon, a real authorization server, and an API that takes its tokens."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[2]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--peer", action="append", default=[], metavar="NAME=PYTHON", help="a library’s environment")


class World:
    """Steers `world.ts`."""

    def __init__(self, home: Path, api: str, secure_api: str, authority: str) -> None:
        self.home = home
        self.api = api
        #: The same over TLS, with a certificate by this authority (a file).
        self.secure_api = secure_api
        self.authority = authority
        #: What a process must have in its environment to use this daemon.
        self.environment = {
            "TOKENWELL_HOME": str(home),
            "TOKENWELL_STORE": "keyfile",
            "TOKENWELL_SYSTEM_CONFIG": str(home / "system"),
        }

    def terminal_environment(self, workspace: Path) -> dict[str, str]:
        """What a terminal of VS Code has in its environment, in this home."""
        told = json.loads((self.home / "run" / "daemon.json").read_text())
        return {
            **self.environment,
            "TOKENWELL_SOCKET": told["socket"],
            "TOKENWELL_URL": told["url"],
            "TOKENWELL_KEY_FILE": told["key_file"],
            "TOKENWELL_WORKSPACE": str(workspace),
            "PYTHONPATH": str(REPOSITORY / "clients" / "python" / "src"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def tell(self, name: str, **body: Any) -> Any:
        request = urllib.request.Request(f"{self.api}/control/{name}", json.dumps(body).encode(), method="POST")
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
            return json.load(answer)["result"]

    def asked(self, path: str) -> list[dict[str, Any]]:
        """What the API was asked at this path, in order."""
        return [one for one in self.tell("asked") if one["path"] == path]


@contextmanager
def running_world(life: int) -> Iterator[World]:
    command = [str(REPOSITORY / "node_modules" / ".bin" / "node"), str(HERE / "world.ts"), str(life)]
    process = subprocess.Popen(command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        where = json.loads(process.stdout.readline())
        yield World(Path(where["home"]), where["api"], where["secure_api"], where["authority"])
    finally:
        process.stdin.close()
        process.wait(30)
        process.stdout.close()


@pytest.fixture(scope="session")
def peers(request: pytest.FixtureRequest) -> dict[str, str]:
    """The Python of each library's environment, by the library's name."""
    told = dict(one.split("=", 1) for one in request.config.getoption("--peer"))
    if not told:
        pytest.fail("run this by `npm run test:clients -- FILE`, which brings the libraries")
    return told


@pytest.fixture(scope="session")
def jupyter_python(peers: dict[str, str]) -> str:
    return peers["jupyterlab"]


@pytest.fixture(scope="session")
def shared_world() -> Iterator[World]:
    with running_world(life=300) as world:
        yield world


@pytest.fixture
def world(shared_world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Alice is signed in on `lab`, and this process finds the daemon. No other variable of ours is set."""
    shared_world.tell("start")
    shared_world.tell("forget")
    use(shared_world, monkeypatch)
    shared_world.tell("sign-out")
    shared_world.tell("sign-in")
    return shared_world


def use(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("TOKENWELL_")]:
        monkeypatch.delenv(name)
    for name, value in world.environment.items():
        monkeypatch.setenv(name, value)
    # `node` is there for the world, `tokenwell` must not be found by accident.
    monkeypatch.setenv("PATH", "/usr/bin:/bin")


def stranger(home: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes = b"SSH-2.0-nobody\r\n\r\n") -> list[str]:
    """Somebody's socket that answers all alike, with a discovery file that leads to it; returns what it hears.

    Both are closed to others, until a test opens them.
    """
    (home / "run").mkdir(mode=0o700)
    path = home / "run" / "daemon.sock"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    path.chmod(0o600)
    content = {"socket": str(path), "url": None, "port": None, "pid": 1, "version": "0", "start_id": "x"}
    (home / "run" / "daemon.json").write_text(json.dumps({**content, "key_file": "/dev/null", "host": "x"}))
    (home / "run" / "daemon.json").chmod(0o600)
    heard: list[str] = []

    def serve() -> None:
        while True:
            caller = listener.accept()[0]
            heard.append(caller.recv(65536).decode())
            caller.sendall(answer)
            caller.close()

    threading.Thread(target=serve, daemon=True).start()
    monkeypatch.setenv("TOKENWELL_HOME", str(home))
    monkeypatch.delenv("TOKENWELL_SOCKET", raising=False)
    return heard
