"""A real JupyterLab, started as in a terminal of VS Code; the tests sit in front of its notebooks."""

import json
import re
import threading

import pytest
import tokenwell
from conftest import running_world
from jupyter import JupyterLab
from jupyter_client.manager import KernelManager

USE = """
import hashlib, json, os, time, requests, tokenwell
auth, statuses, tokens = tokenwell.auth("lab"), [], set()
end = time.monotonic() + {seconds}
while time.monotonic() < end:
    statuses.append(requests.get("{api}/lab", auth=auth).status_code)
    tokens.add(hashlib.sha256(tokenwell.token("lab").encode()).hexdigest())
    time.sleep(0.2)
print(json.dumps([sorted(set(statuses)), len(tokens), os.getpid()]))
"""


@pytest.fixture
def short_lived():
    with running_world(life=15) as world:
        yield world


@pytest.fixture
def lab(short_lived, tmp_path, jupyter_python):
    started = JupyterLab(jupyter_python, tmp_path, short_lived.terminal_environment(workspace=tmp_path / "notebooks"))
    yield started
    started.close()


def test_a_notebook_in_jupyterlab_signs_in_once_and_outlives_its_tokens_and_a_restart(short_lived, lab, tmp_path):
    world, notebook = short_lived, lab.notebook()

    def approve(data):
        world.tell("approve", code=re.search(r"<code><b>([^<]+)</b>", data["text/html"])[1])

    assert "True" in notebook.print_of("import tokenwell; print(len(tokenwell.token('lab')) > 20)", on_display=approve)
    threading.Timer(10, world.tell, ["restart"]).start()
    seen = notebook.run(USE.format(api=world.api, seconds=35))
    assert [kind for kind, _ in seen if kind in ("display_data", "input_request", "error")] == [], "nothing is asked again"
    statuses, tokens, pid = json.loads(next(content["text"] for kind, content in seen if kind == "stream"))
    assert statuses == [200]
    assert tokens >= 3, "35 seconds, 15-second tokens and a restart"
    assert {one["status"] for one in world.asked("/lab")} == {200}

    notebook.save("lab.ipynb")
    places = [tmp_path, world.home, f"/proc/{pid}/environ", f"/proc/{pid}/cmdline", f"/proc/{lab.pid}/environ"]
    assert world.tell("files-with-a-token", places=[str(place) for place in places]) == []
    (tmp_path / "forbidden").write_text(f"token = {world.tell('a-token')}")
    assert world.tell("files-with-a-token", places=[str(tmp_path)]) == [str(tmp_path / "forbidden")], "it would be found"
    notebook.close()


def test_fifty_kernels_that_start_at_once_are_all_served_by_one_refresh(world, tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    refused = tokenwell.token("lab")
    world.tell("refuse", token=refused)
    before = world.tell("refreshes")
    gate = tmp_path / "gate"
    program = f"""
import os, time, requests, tokenwell
while not os.path.exists({str(gate)!r}): time.sleep(0.01)
print(requests.get({world.api!r} + "/fifty", auth=tokenwell.auth("lab")).status_code)
"""
    # By sockets in files: of fifty times five ports somebody else would take one between its choice and its use.
    names = [str(tmp_path / f"kernel-{number}") for number in range(50)]
    kernels = [KernelManager(kernel_name="python3", transport="ipc", ip=name) for name in names]
    try:
        for kernel in kernels:
            kernel.start_kernel()
        clients = [ready_client(kernel) for kernel in kernels]
        for client in clients:
            client.execute(program)
        gate.touch()
        assert [printed(client) for client in clients] == ["200"] * 50
    finally:
        for kernel in kernels:
            kernel.shutdown_kernel(now=True)
    assert world.tell("refreshes") == before + 1


def ready_client(kernel):
    client = kernel.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=120)
    return client


def printed(client):
    """What the one cell prints."""
    text = ""
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle" and text:
            client.stop_channels()
            return text.strip()
        text += message["content"].get("text", message["content"].get("evalue", ""))
