"""What is shipped: the wheel."""

import hashlib
import json
import os
import subprocess
import venv
import zipfile

import pytest
from conftest import REPOSITORY

VERSION = json.loads((REPOSITORY / "package.json").read_text())["version"]
OFFLINE = {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "https_proxy": "http://127.0.0.1:9"}


def build(folder):
    node = REPOSITORY / "node_modules" / ".bin" / "node"
    target = os.path.relpath(folder, REPOSITORY)
    script = REPOSITORY / "scripts" / "package-python.ts"
    subprocess.run([node, script, target], check=True, capture_output=True, env={**os.environ, **OFFLINE})
    return folder / f"tokenwell-{VERSION}-py3-none-any.whl"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build(tmp_path_factory.mktemp("wheel"))


def test_the_same_sources_give_the_same_bytes(wheel, tmp_path):
    source = REPOSITORY / "clients" / "python" / "src" / "tokenwell" / "__init__.py"
    before = source.stat()
    os.utime(source, (before.st_atime, before.st_mtime + 86_400))
    try:
        again = build(tmp_path)
    finally:
        os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(wheel.read_bytes()).digest()


def test_it_has_the_package_and_nothing_else(wheel):
    sources = REPOSITORY / "clients" / "python" / "src"
    package = {str(file.relative_to(sources)) for file in sources.glob("tokenwell/*") if file.suffix in (".py", ".typed")}
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert names == package
    assert wheel.stat().st_size < 60_000


def test_it_installs_without_a_network_and_tells_the_projects_version(wheel, tmp_path):
    venv.create(tmp_path, with_pip=True)
    python = tmp_path / "bin" / "python"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    install = [python, "-m", "pip", "install", "--quiet", wheel]
    subprocess.run(install, check=True, env={**environment, **OFFLINE}, cwd=tmp_path)
    told = "import tokenwell; print(tokenwell.__version__, tokenwell.auth('lab'))"
    done = subprocess.run([python, "-c", told], check=True, capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert done.stdout.split() == [VERSION, "tokenwell.auth('lab')"]
