"""Each section of docs/python.md on a library, run as it is written there, with the real library in its own environment."""

import os
import re
import subprocess
from hashlib import sha256

import pytest
import tokenwell
from conftest import REPOSITORY

DOCUMENT = (REPOSITORY / "docs" / "python.md").read_text()


class Bench:
    """A folder and a home of its own, a library’s Python, and an API that gives it canned answers."""

    def __init__(self, world, folder, peers):
        self.world = world
        self.folder = folder
        self._peers = peers

    def run(self, peer, program):
        """What the program prints. Nothing of the machine's environment reaches it but where its programs are."""
        python = self._peers[peer]
        environment = {
            **self.world.environment,
            "PATH": f"{os.path.dirname(python)}:/usr/bin:/bin",
            "HOME": str(self.folder),
            "PYTHONPATH": str(REPOSITORY / "clients" / "python" / "src"),
            "PYTHONDONTWRITEBYTECODE": "1",
            # Or agavepy calls the real service.
            "TAPIS_TENANTS_URL": f"{self.world.secure_api}/tenants",
        }
        done = subprocess.run(
            [python, "-c", program], cwd=self.folder, env=environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def written(self):
        """Every file that it left."""
        return sorted(str(file.relative_to(self.folder)) for file in self.folder.rglob("*") if file.is_file())

    def statuses(self, path):
        return [one["status"] for one in self.world.asked(path)]


@pytest.fixture
def bench(world, tmp_path, peers):
    return Bench(world, tmp_path, peers)


def recipe(section, **replaced):
    """The section's program; its addresses lead to us. `replaced` has them by what is to be found in them."""
    program = re.search(rf"^### {re.escape(section)}\n.*?^```python\n(.*?)^```", DOCUMENT, re.DOTALL | re.MULTILINE)[1]
    for old, new in replaced.items():
        assert old in program, f"the recipe speaks of {old}"
        program = program.replace(old, new)
    return program


def sign_in(world, profile):
    world.tell("sign-in", profile=profile)


def refuse(world, profile):
    """A line of a program: the API refuses the token that is current then."""
    return f"""
import json, tokenwell, urllib.request
refused = json.dumps({{"token": tokenwell.token("{profile}")}}).encode()
urllib.request.build_opener(urllib.request.ProxyHandler({{}})).open("{world.api}/control/refuse", refused).read()
"""


def test_fsspec(bench, world):
    world.tell("answer", path="/runs/1.csv", body=[1, 2])
    program = recipe("aiohttp and fsspec", **{"https://api.example.org": world.api, '"https"': '"http"'})
    assert "[1,2]" in bench.run("http", program)
    world.tell("refuse", token=tokenwell.token("lab"))
    world.tell("forget-asked")
    assert "[1,2]" in bench.run("http", program)
    assert set(bench.statuses("/runs/1.csv")) == {200, 401}
    assert bench.statuses("/runs/1.csv").count(401) == 1
    assert bench.written() == []


def test_aiohttp_gives_no_other_origin_a_token(bench, world):
    program = f"""
import asyncio, aiohttp, tokenwell

async def main():
    async with aiohttp.ClientSession(middlewares=[tokenwell.aio.middleware("lab", "{world.api}")]) as session:
        print((await session.get("{world.api}/moved")).status)
        world_of_its_own = aiohttp.ClientSession(middlewares=[tokenwell.aio.middleware("lab", "https://other.example.org")])
        async with world_of_its_own as session:
            print((await session.get("{world.api}/direct")).status)

asyncio.run(main())
"""
    assert bench.run("http", program).split() == ["401", "401"]
    assert {one["token"] for path in ("/elsewhere", "/direct") for one in world.asked(path)} == {NOTHING}


def test_aiohttp_sends_a_body_once_more(bench, world):
    world.tell("refuse", token=tokenwell.token("lab"))
    program = f"""
import asyncio, aiohttp, tokenwell

async def main():
    async with aiohttp.ClientSession(middlewares=[tokenwell.aio.middleware("lab", "{world.api}")]) as session:
        print((await session.post("{world.api}/job", data=b"whole body")).status)

asyncio.run(main())
"""
    assert bench.run("http", program).split() == ["200"]
    assert [(one["status"], one["body"]) for one in world.asked("/job")] == [(401, "whole body"), (200, "whole body")]


def test_provenaclient(bench, world):
    world.tell("answer", path="/", body={"message": "Health check successful."})
    overrides = f'provenaclient.utils.config.APIOverrides(datastore_api_endpoint_override="{world.api}")'
    program = "import provenaclient.utils.config\n" + recipe(
        "Provena: provenaclient", **{'"example")': f'"example", api_overrides={overrides})'}
    )
    sign_in(world, "provena")
    world.tell("refuse", token=tokenwell.token("provena"))
    assert "Health check successful" in bench.run("provenaclient", program)
    assert bench.statuses("/") == [401, 200]
    assert bench.written() == []


def test_mdsisclienttools(bench, world):
    answer = {"status": {"success": True}, "item": {"id": "10378.1/1"}}
    world.tell("answer", path="/registry/items/fetch-dataset", body=answer)
    sign_in(world, "provena")
    world.tell("refuse", token=tokenwell.token("provena"))
    program = recipe("Provena: mdsisclienttools", **{"https://data.provena.example.org": world.api})
    assert "10378.1/1" in bench.run("mdsisclienttools", program)
    assert bench.statuses("/registry/items/fetch-dataset") == [401, 200]
    assert bench.written() == []


def test_tapipy(bench, world):
    tenant = {"tenant_id": "tacc", "site_id": "tacc", "base_url": world.api}
    world.tell("answer", path="/v3/sites", body={"result": [{"site_id": "tacc"}]})
    world.tell("answer", path="/v3/tenants", body={"result": [tenant]})
    world.tell("answer", path="/v3/systems", body={"result": [{"id": "frontera"}]})
    world.tell("answer", path="/v3/files/ops/frontera/notes", body={"result": {}})
    sign_in(world, "tapis")
    program = recipe("Tapis v3: tapipy", **{"https://tacc.tapis.io": world.api})
    program += refuse(world, "tapis") + """
import pathlib
print(tapis.systems.getSystems())
pathlib.Path("notes").write_text("notes")
tapis.upload("notes", "frontera", "notes")
assert tapis.get_access_jwt() not in repr([tapis, tapis.access_token, vars(tapis)])
"""
    assert bench.run("tapipy", program).count("frontera") == 2
    assert bench.statuses("/v3/systems") == [200, 401, 200]
    assert bench.statuses("/v3/files/ops/frontera/notes") == [200]
    assert bench.written() == ["notes"]


def test_tapipy_gives_another_host_no_token_at_a_redirect(bench, world):
    sign_in(world, "tapis")
    program = f"""
import requests, tokenwell.tapis
tapis = tokenwell.tapis.tapipy("tapis", "{world.api}", tenant_id="tacc")
request = requests.Request("GET", "{world.api}/moved", headers={{"X-Tapis-Token": tapis.get_access_jwt()}}).prepare()
print(tapis.requests_session.send(request).status_code)
"""
    assert bench.run("tapipy", program).split() == ["401"]
    assert [one["token"] for one in world.asked("/elsewhere")] == [NOTHING]


def test_agavepy(bench, world):
    world.tell("answer", path="/profiles/v2/me", body={"status": "success", "result": {"username": "alice"}})
    world.tell("answer", path="/tenants", body={"result": []})
    sign_in(world, "tapis")
    address = f'"{world.secure_api}", verify="{world.authority}"'
    program = recipe("Tapis v2: agavepy", **{'"https://api.tacc.utexas.edu"': address})
    program += refuse(world, "tapis") + """
print(agave.profiles.get())
kept = {name: value for name, value in vars(agave).items() if name not in ("all", "clients_resource")}
assert agave._token not in repr([agave, kept, vars(agave.all.http_client.authenticator)])
"""
    assert bench.run("agavepy", program).count("alice") == 2
    assert bench.statuses("/profiles/v2/me") == [200, 401, 200]
    assert bench.written() == []


def test_awx(bench, world):
    world.tell("answer", path="/api/", body={"current_version": "/api/v2/", "available_versions": {"v2": "/api/v2/"}}, open=True)
    world.tell("answer", path="/api/v2/", body={"me": "/api/v2/me/"}, open=True)
    world.tell("answer", path="/api/v2/me/", body={"count": 1, "results": [{"id": 2, "username": "alice"}]})
    sign_in(world, "awx")
    assert '"username": "alice"' in bench.run("awx", recipe("AWX: the awx command", **{"https://awx.example.org": world.api}))
    assert set(bench.statuses("/api/v2/me/")) == {200}
    assert [file for file in bench.written() if "token" in (bench.folder / file).read_text()] == []


def test_nomad(bench, world):
    world.tell("answer", path="/api/v1/users/me", body={"username": "alice"})
    sign_in(world, "nomad")
    # The file alone, because the rest of `nomad.client` asks for 1.2 GB.
    (bench.folder / "upload.py").write_text("""
import importlib.util, pathlib, requests, nomad
spec = importlib.util.spec_from_file_location("api", pathlib.Path(nomad.__path__[0], "client", "api.py"))
api = importlib.util.module_from_spec(spec)
spec.loader.exec_module(api)
print(requests.get(api.url("users/me"), auth=api.Auth()).text)
""")
    program = recipe("NOMAD", **{"https://nomad.example.org": world.api})
    assert '"alice"' in bench.run("nomad", program)
    assert bench.statuses("/api/v1/users/me") == [200]


def test_googles_libraries(bench, world):
    world.tell("refuse", token=tokenwell.token("lab"))
    program = recipe("Google's libraries", **{"https://api.example.org": world.api})
    assert bench.run("http", program).split() == ["200"]
    assert bench.statuses("/jobs") == [401, 200]


def test_clients_made_by_openapi_generator(bench, world):
    world.tell("answer", path="/api/v1/user", body={"user": {"id": "alice", "creation_date": 1}})
    program = recipe("Clients made by OpenAPI Generator", **{"https://api.example.org": world.api})
    program += "\ntokenwell.get('lab', rejected=tokenwell.token('lab'))\nlakefs_sdk.AuthApi(client).get_current_user()\n"
    assert "alice" in bench.run("http", program)
    first, second = (one["token"] for one in world.asked("/api/v1/user"))
    assert first != second, "the client keeps no token"
    assert bench.statuses("/api/v1/user") == [200, 200]


NOTHING = sha256(b"").hexdigest()
