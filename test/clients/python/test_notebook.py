"""Real kernels: one that outlives several tokens and a restart, and one in which somebody signs in."""

import json
import os
import re

import nbformat
import pytest
import tokenwell
from conftest import REPOSITORY, running_world
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

LONG_RUN = """
import json, os, time, urllib.request, requests, httpx, tokenwell
assert not [name for name in os.environ if "TOKEN" in name and name not in {known}], "no token in the environment"
control = urllib.request.build_opener(urllib.request.ProxyHandler({{}}))
auth, statuses, tokens = tokenwell.auth("lab"), [], set()
begin = time.monotonic()
restarted = False
while time.monotonic() - begin < {seconds}:
    statuses.append(requests.get("{api}/long", auth=auth).status_code)
    statuses.append(httpx.get("{api}/long", auth=auth).status_code)
    tokens.add(tokenwell.token("lab"))
    if not restarted and time.monotonic() - begin > {seconds} / 2:
        control.open(urllib.request.Request("{api}/control/restart", b"{{}}", method="POST")).read()
        restarted = True
    time.sleep(0.5)
print(json.dumps([sorted(set(statuses)), len(tokens), restarted]))
"""


@pytest.fixture
def kernel_environment(monkeypatch):
    """Of the machine's environment only what a kernel needs; so there is no token in it."""

    def environment(world):
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPATH") if name in os.environ}
        return {**kept, **world.environment, "IPYTHONDIR": str(world.home / "ipython")}

    return environment


def test_a_notebook_outlives_its_tokens_and_a_restart_without_one_401(kernel_environment):
    with running_world(life=15) as world:
        world.tell("sign-in")
        source = LONG_RUN.format(api=world.api, seconds=40, known=sorted(world.environment))
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
        kernel = KernelManager(kernel_name="python3")
        client = NotebookClient(notebook, km=kernel, timeout=120)
        client.execute(env=kernel_environment(world))
        statuses, tokens, restarted = json.loads(notebook.cells[0].outputs[-1]["text"])
        assert (statuses, restarted) == ([200], True)
        assert tokens >= 4, "40 seconds, 15-second tokens and a restart"
        assert {one["status"] for one in world.asked("/long")} == {200}
        assert world.tell("refreshes") <= tokens


def test_the_recipe_notebook_runs_as_it_is(world, kernel_environment):
    recipe = (REPOSITORY / "docs" / "recipes" / "notebook.ipynb").read_text()
    notebook = nbformat.reads(recipe.replace("https://api.example.org", world.api), as_version=4)
    assert [cell.outputs for cell in notebook.cells if cell.cell_type == "code" and cell.outputs] == [], "it is kept empty"
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute(env=kernel_environment(world))
    shown = json.dumps([cell.get("outputs") for cell in notebook.cells])
    assert "alice" in shown
    assert "value hidden" in shown
    assert tokenwell.token("lab") not in shown
    assert {one["status"] for path in ("/jobs", "/runs/0", "/runs/2") for one in world.asked(path)} == {200}


class Kernel:
    """A kernel and its front end, where a person sits."""

    def __init__(self, environment):
        self.manager = KernelManager(kernel_name="python3")
        self.manager.start_kernel(env=environment)
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def run(self, code, on_message=lambda content: None, attended=True):
        """All output until the cell is done."""
        told = []

        def hear(message):
            content = message["content"]
            data = content.get("data", {})
            told.append(content.get("text") or data.get("text/html") or data.get("text/plain") or content.get("evalue", ""))
            if message["msg_type"] == "display_data":
                on_message(data)

        self.client.execute_interactive(code, allow_stdin=attended, output_hook=hear, timeout=60)
        return "\n".join(told)

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture
def kernel(world, kernel_environment):
    started = Kernel(kernel_environment(world))
    yield started
    started.close()


def approve(world):
    def answer(data):
        html = data.get("text/html", "")
        assert re.search(r'<a href="http://127.0.0.1:\d+/[^"]*" target="_blank" rel="noopener noreferrer">', html)
        world.tell("approve", code=re.search(r"<code><b>([^<]+)</b>", html)[1])

    return answer


def test_a_signed_out_profile_shows_a_link_in_the_cell_and_continues_after_approval(world, kernel):
    world.tell("sign-out")
    told = kernel.run("import tokenwell; print('got', len(tokenwell.token('lab')) > 20)", approve(world))
    assert "Signed in on lab as alice" in told
    assert "got True" in told


def test_nobody_in_front_of_the_notebook_means_an_error_at_once(world, kernel):
    world.tell("sign-out")
    told = kernel.run("import tokenwell; tokenwell.token('lab')", attended=False)
    assert "run `tokenwell login lab`" in told


def test_a_refused_sign_in_ends_the_cell_with_words(world, kernel):
    world.tell("sign-out")

    def deny(data):
        world.tell("deny", code=re.search(r"<code><b>([^<]+)</b>", data["text/html"])[1])

    assert "refused in the browser" in kernel.run("import tokenwell; tokenwell.token('lab')", deny)


def test_the_magic_tells_the_status(world, kernel):
    told = kernel.run("%load_ext tokenwell\n%tokenwell status")
    assert "<td>alice</td>" in told


def test_hostile_text_from_a_server_stays_text(monkeypatch):
    from tokenwell._display import as_html, as_text

    hostile = "<img src=x onerror=alert(1)>\x1b[2J"
    sign_in = {name: hostile for name in ("user_code", "host", "profile", "verification_uri")}
    assert "<img" not in as_html({**sign_in, "may_open": True})
    assert "\x1b" not in as_text(sign_in)
    script = {**sign_in, "verification_uri": "javascript:alert(1)", "may_open": True}
    assert "href" not in as_html(script)
    unsafe = {**sign_in, "verification_uri": "http://example.org/", "may_open": False}
    assert "href" not in as_html(unsafe)
