"""A researcher's day, at sixty times its speed: `npm run test:day`, five minutes.

Four hours of a notebook in JupyterLab, with tokens that live five minutes, become four minutes with tokens of five
seconds. In the morning somebody signs in, once. The laptop sleeps, Tokenwell is updated, the network is gone and back.
"""

import json
import os
import re
import signal
import threading
import time

import pytest
from conftest import running_world
from jupyter import JupyterLab

#: Seconds: of a token, of the notebook, and of each mishap.
LIFE = 5
DAY = 48 * LIFE
MISHAP = 3 * LIFE

NOTEBOOK = """
import hashlib, json, time, requests, tokenwell
auth, statuses, tokens, waits, shortest = tokenwell.auth("lab"), [], set(), [], 1e9
end = time.monotonic() + {day}
while time.monotonic() < end:
    try:
        statuses.append(requests.get("{api}/day", auth=auth).status_code)
        found = tokenwell.get("lab")
        tokens.add(hashlib.sha256(found.access_token.encode()).hexdigest())
        shortest = min(shortest, found.expires_at - time.time())
    except (tokenwell.AuthorizationServerError, tokenwell.TokenTimeoutError) as error:
        waits.append(str(error))
    time.sleep(0.1)
told = {{"statuses": sorted(set(statuses)), "requests": len(statuses), "tokens": len(tokens), "waits": waits}}
print(json.dumps({{**told, "shortest": shortest}}))
"""


@pytest.fixture
def world():
    with running_world(life=LIFE) as started:
        yield started


@pytest.fixture
def lab(world, tmp_path, jupyter_python):
    started = JupyterLab(jupyter_python, tmp_path, world.terminal_environment(workspace=tmp_path / "notebooks"))
    yield started
    started.close()


def test_a_day_with_one_sign_in_and_no_stale_token(world, lab, tmp_path):
    notebook = lab.notebook()

    def approve(data):
        world.tell("approve", code=re.search(r"<code><b>([^<]+)</b>", data["text/html"])[1])

    first = "import os, tokenwell; tokenwell.token('lab'); print(os.getpid())"
    kernel = int(notebook.print_of(first, on_display=approve).split()[-1])
    happened = []

    def mishaps():
        time.sleep(DAY * 0.2)
        sleep_of_the_laptop([daemon_of(world), kernel, lab.pid])
        happened.append("slept")
        time.sleep(DAY * 0.2)
        happened.append(world.tell("upgrade"))
        time.sleep(DAY * 0.2)
        world.tell("network", gone=True)
        time.sleep(MISHAP)
        world.tell("network", gone=False)
        happened.append("network back")

    meanwhile = threading.Thread(target=mishaps)
    meanwhile.start()
    seen = notebook.run(NOTEBOOK.format(api=world.api, day=DAY), patience=DAY + 60)
    meanwhile.join()
    told = json.loads(next(content["text"] for kind, content in seen if kind == "stream"))
    print({**told, "waits": len(told["waits"])})

    assert happened == ["slept", "99.0.0", "network back"]
    assert [kind for kind, _ in seen if kind in ("display_data", "input_request", "error")] == [], "no prompt, no error"
    assert told["statuses"] == [200], "no stale token"
    # One request may have been on its way when the lid was closed; its token was replaced, and it was sent again.
    assert [one["status"] for one in world.asked("/day")].count(401) <= 1
    assert told["shortest"] > -1, "expires_at is in whole seconds, rounded down"
    assert told["tokens"] > 0.6 * DAY / LIFE
    assert told["waits"], "while the network was gone there was nothing to be had"
    assert all("authorization server" in words or "127.0.0.1" in words for words in told["waits"])

    notebook.save("day.ipynb")
    processes = [f"/proc/{pid}/{what}" for pid in (kernel, lab.pid, daemon_of(world)) for what in ("environ", "cmdline")]
    assert all(os.path.exists(process) for process in processes)
    assert world.tell("files-with-a-token", places=[str(tmp_path), str(world.home), *processes]) == []
    notebook.close()


def daemon_of(world):
    return json.loads((world.home / "run" / "daemon.json").read_text())["pid"]


def sleep_of_the_laptop(pids):
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    time.sleep(MISHAP)
    for pid in pids:
        os.kill(pid, signal.SIGCONT)
