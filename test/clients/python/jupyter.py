"""A real JupyterLab, and the front end of one notebook in it, by the same REST and web socket calls as the page makes."""

import json
import os
import signal
import subprocess
import time
import urllib.request
import uuid
from pathlib import Path

import websocket

#: What a sign-in of the Jupyter page itself needs; no token of ours.
PAGE_TOKEN = "page"  # noqa: S105


class JupyterLab:
    """Started as in a terminal of VS Code: with the environment that such a terminal has, and nothing more of the machine's."""

    def __init__(self, python, folder, environment):
        self.folder = folder
        notebooks, home = folder / "notebooks", folder / "home"
        for made in (notebooks, home):
            made.mkdir(exist_ok=True)
        self.environment = {
            **environment,
            "PATH": f"{Path(python).parent}:/usr/bin:/bin",
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        }
        options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0", f"--IdentityProvider.token={PAGE_TOKEN}"]
        self._log = (folder / "jupyter.log").open("w")
        self._process = subprocess.Popen(
            [Path(python).parent / "jupyter-lab", *options],
            cwd=notebooks,
            env=self.environment,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.pid = self._process.pid
        self.url = self._when_listening()

    def _when_listening(self):
        file = self.folder / "runtime" / f"jpserver-{self.pid}.json"
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                url = json.loads(file.read_text())["url"]
                _ask("GET", f"{url}api/status")
            except (OSError, ValueError):
                time.sleep(0.1)
            else:
                return url
        raise AssertionError((self.folder / "jupyter.log").read_text())

    def notebook(self):
        return Notebook(self)

    def close(self):
        os.killpg(self.pid, signal.SIGTERM)
        self._process.wait(30)
        self._log.close()


class Notebook:
    """A person in front of a notebook, who sees what its cells show."""

    def __init__(self, lab):
        self._lab = lab
        self.id = _ask("POST", f"{lab.url}api/kernels", {"name": "python3"})["id"]
        address = lab.url.replace("http://", "ws://")
        self._socket = websocket.create_connection(f"{address}api/kernels/{self.id}/channels?token={PAGE_TOKEN}", timeout=90)
        self._cells = []

    def run(self, source, on_display=lambda data: None, patience=90):
        """All messages of the cell, as pairs of their type and content, until it is done."""
        asked = self._send("execute_request", {"code": source, "silent": False, "allow_stdin": True, "stop_on_error": True})
        self._socket.settimeout(patience)
        seen, outputs = [], []
        while True:
            message = json.loads(self._socket.recv())
            if message["parent_header"].get("msg_id") != asked:
                continue
            kind, content = message["header"]["msg_type"], message["content"]
            if kind == "status" and content["execution_state"] == "idle":
                break
            seen.append((kind, content))
            if kind in ("stream", "display_data", "execute_result", "error"):
                outputs.append({"output_type": kind, **{name: part for name, part in content.items() if name != "transient"}})
            if kind == "display_data":
                on_display(content["data"])
        self._cells.append({"cell_type": "code", "metadata": {}, "source": source, "outputs": outputs, "execution_count": 1})
        return seen

    def print_of(self, source, **options):
        """What the cell printed. Fails where it raised."""
        seen = self.run(source, **options)
        assert [content["traceback"] for kind, content in seen if kind == "error"] == []
        return "".join(content["text"] for kind, content in seen if kind == "stream")

    def _send(self, kind, content):
        header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": "test", "username": "", "version": "5.3"}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        self._socket.send(json.dumps(message))
        return header["msg_id"]

    def save(self, name):
        """As the page does it: with all outputs."""
        content = {"cells": self._cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
        _ask("PUT", f"{self._lab.url}api/contents/{name}", {"type": "notebook", "format": "json", "content": content})

    def close(self):
        self._socket.close()
        _ask("DELETE", f"{self._lab.url}api/kernels/{self.id}")


def _ask(method, url, body=None):
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"token {PAGE_TOKEN}", "Content-Type": "application/json"}
    request = urllib.request.Request(url, data, headers, method=method)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
        return json.loads(answer.read() or b"null")
