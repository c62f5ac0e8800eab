"""Finding the daemon, surviving its restart, starting it, and trusting nobody else."""

import http.server
import json
import os
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import tokenwell
from conftest import REPOSITORY, stranger
from tokenwell._paths import Paths


@pytest.fixture
def discovery(world):
    return json.loads((world.home / "run" / "daemon.json").read_text())


def test_uses_the_socket_that_the_environment_names(world, monkeypatch, tmp_path, discovery):
    monkeypatch.setenv("TOKENWELL_HOME", str(tmp_path))
    monkeypatch.setenv("TOKENWELL_SOCKET", discovery["socket"])
    assert tokenwell.token("lab")


def test_uses_the_copy_in_the_state_directory_where_the_runtime_directory_is_another(world, monkeypatch, tmp_path):
    monkeypatch.setattr("tokenwell._daemon.find_paths", lambda: Paths(world.home / "state", tmp_path / "none"))
    assert tokenwell.token("lab")


def test_survives_a_restart(world):
    before = tokenwell.token("lab")
    world.tell("restart")
    assert tokenwell.token("lab") != before


def test_waits_for_a_daemon_that_is_about_to_come_back(world, monkeypatch):
    world.tell("stop")
    looked, is_back = threading.Event(), threading.Event()

    def come_back():
        looked.wait(60)
        world.tell("start")
        is_back.set()

    def pause(_seconds):
        looked.set()
        is_back.wait(60)

    monkeypatch.setattr("tokenwell._daemon.time.sleep", pause)
    with ThreadPoolExecutor(9) as pool:
        start = pool.submit(come_back)
        assert len(set(pool.map(lambda _: tokenwell.token("lab"), range(8)))) == 1
        start.result()


def test_says_how_to_start_it_where_it_cannot(world, monkeypatch):
    monkeypatch.setattr("tokenwell._daemon._PATIENCE", 0)
    world.tell("stop")
    with pytest.raises(tokenwell.DaemonNotRunningError, match="is not running. .*`tokenwell daemon start`"):
        tokenwell.token("lab")


def test_starts_it_by_the_command(world, monkeypatch, tmp_path):
    world.tell("stop")
    node = REPOSITORY / "node_modules" / ".bin" / "node"
    command = tmp_path / "tokenwell"
    command.write_text(f'#!/bin/sh\nexec "{node}" "{REPOSITORY}/cli/main.ts" "$@"\n')
    command.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    try:
        with ThreadPoolExecutor(4) as pool:
            assert len(set(pool.map(lambda _: tokenwell.token("lab"), range(4)))) == 1
    finally:
        subprocess.run([command, "daemon", "stop"], check=True, capture_output=True)


def test_starts_the_copy_that_an_earlier_daemon_left(world, monkeypatch, tmp_path):
    world.tell("stop")
    node = REPOSITORY / "node_modules" / ".bin" / "node"
    versions = world.home / "state" / "versions"
    versions.mkdir(mode=0o700, exist_ok=True)
    subprocess.run([node, REPOSITORY / "scripts" / "build.ts", os.path.relpath(versions / "new", REPOSITORY)], check=True)
    (versions / "current").symlink_to("new")
    (tmp_path / "node").symlink_to(node)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    try:
        assert tokenwell.token("lab")
    finally:
        (versions / "current").unlink()
        pid = json.loads((world.home / "run" / "daemon.json").read_text())["pid"]
        os.kill(pid, 15)
        while os.path.exists(f"/proc/{pid}"):
            threading.Event().wait(0.02)


@pytest.mark.parametrize("mode", [0o750, 0o705, 0o777])
def test_trusts_no_runtime_directory_that_others_can_enter(tmp_path, monkeypatch, mode):
    stranger(tmp_path, monkeypatch)
    (tmp_path / "run").chmod(mode)
    with pytest.raises(tokenwell.DaemonUnreachableError, match="cannot be trusted.*chmod 700") as told:
        tokenwell.token("lab")
    assert told.value.code == "runtime_directory_unsafe"


def test_trusts_no_runtime_directory_behind_a_symbolic_link(tmp_path, monkeypatch):
    stranger(tmp_path, monkeypatch)
    (tmp_path / "run").rename(tmp_path / "elsewhere")
    (tmp_path / "run").symlink_to("elsewhere")
    with pytest.raises(tokenwell.DaemonUnreachableError, match="cannot be trusted"):
        tokenwell.token("lab")


def test_trusts_no_named_socket_behind_a_symbolic_link_however_it_is_written(tmp_path, monkeypatch):
    heard = stranger(tmp_path, monkeypatch)
    (tmp_path / "link").symlink_to("run")
    monkeypatch.setenv("TOKENWELL_HOME", str(tmp_path / "none"))
    monkeypatch.setattr("tokenwell._daemon._PATIENCE", 0)
    monkeypatch.setenv("PATH", "/nowhere")
    for folder in ("link", "link/", "link/.", "link//.//"):
        monkeypatch.setenv("TOKENWELL_SOCKET", f"{tmp_path}/{folder}/daemon.sock")
        with pytest.raises(tokenwell.DaemonNotRunningError):
            tokenwell.token("lab")
    assert heard == []


def test_finds_a_named_socket_in_the_current_directory(world, monkeypatch, tmp_path, discovery):
    monkeypatch.setenv("TOKENWELL_HOME", str(tmp_path))
    monkeypatch.chdir(os.path.dirname(discovery["socket"]))
    monkeypatch.setenv("TOKENWELL_SOCKET", os.path.basename(discovery["socket"]))
    assert tokenwell.token("lab")


def test_trusts_no_directory_of_another_user(tmp_path, monkeypatch):
    stranger(tmp_path, monkeypatch)
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    with pytest.raises(tokenwell.DaemonUnreachableError, match="cannot be trusted"):
        tokenwell.token("lab")


def test_names_what_answers_and_is_no_daemon(tmp_path, monkeypatch):
    stranger(tmp_path, monkeypatch)
    with pytest.raises(tokenwell.DaemonUnreachableError, match="does not speak") as told:
        tokenwell.token("lab")
    assert told.value.code == "not_the_daemon"


def test_calls_over_tcp_where_there_is_no_unix_socket(world, monkeypatch):
    over_socket = tokenwell.token("lab")
    monkeypatch.delattr(socket, "AF_UNIX")
    assert tokenwell.token("lab") == over_socket


@pytest.mark.parametrize(
    "answer", [b'{"access_token":"forged"}', b'{"proof":"%s"}' % (b"A" * 43), b'{"proof":{}}', b"<html>", b""]
)
def test_gives_a_squatter_on_the_recorded_port_no_key(world, monkeypatch, discovery, answer):
    key = open(discovery["key_file"]).read().strip()
    with squatter(answer) as (port, heard):
        monkeypatch.delattr(socket, "AF_UNIX")
        forged = json.dumps({**discovery, "port": port})
        monkeypatch.setattr("tokenwell._discovery.read_discovery", lambda _: json.loads(forged))
        with pytest.raises(tokenwell.DaemonUnreachableError) as told:
            tokenwell.token("lab")
        assert told.value.code == "not_the_daemon"
    assert heard, "the client did call"
    assert key not in "".join(heard)
    assert "authorization" not in "".join(heard).lower()


def test_proxies_see_nothing(world, monkeypatch):
    with squatter(b"") as (port, heard):
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        over_tcp = "import socket; del socket.AF_UNIX; import tokenwell; print(tokenwell.token('lab'))"
        for program in ("import tokenwell; print(tokenwell.token('lab'), tokenwell.status())", over_tcp):
            done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
            assert tokenwell.token("lab") in done.stdout
        assert heard == []
        follower = "import urllib.request; urllib.request.urlopen('http://tokenwell.invalid/')"
        subprocess.run([sys.executable, "-c", follower], check=False, capture_output=True)
        assert heard, "whatever follows the variables does meet the recorder"


class squatter:  # noqa: N801
    """A web server that answers all alike, and keeps what it heard."""

    def __init__(self, answer):
        heard = self.heard = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):  # noqa: N802
                heard.append(f"{self.requestline}\n{self.headers}")
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self.server.server_port, self.heard

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
