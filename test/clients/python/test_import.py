"""What a small program has to load: only what its call needs."""

import json
import subprocess
import sys

import pytest
import tokenwell
from conftest import REPOSITORY

SOURCES = str(REPOSITORY / "clients" / "python" / "src")
#: Each of them, or what it loads in turn, takes longer than a call.
HEAVY = {
    *("asyncio", "dataclasses", "datetime", "email", "hashlib", "html", "http", "importlib.util", "inspect", "ipaddress"),
    *("logging", "pathlib", "random", "ssl", "subprocess", "tempfile", "threading", "urllib"),
    *("tokenwell._display", "tokenwell._loopback", "tokenwell._notebook", "tokenwell._start", "tokenwell._status"),
}


def loaded_by(program):
    """In an interpreter that nothing else has been loaded into, not even by `site`."""
    whole = f"import json, sys; sys.path.insert(0, {SOURCES!r}); {program}; print(json.dumps([*sys.modules]))"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", whole], check=True, capture_output=True, text=True)
    return set(json.loads(done.stdout))


def test_importing_it_loads_nothing_heavy():
    loaded = loaded_by("import tokenwell")
    assert "tokenwell._owner_socket" in loaded
    assert loaded & HEAVY == set()


def test_asking_for_a_token_loads_nothing_heavy_either(world):
    assert loaded_by("import tokenwell; tokenwell.get('lab', min_ttl=1)") & HEAVY == set()


def test_what_is_loaded_later_is_there_all_the_same():
    assert set(tokenwell.__all__) <= set(dir(tokenwell))
    program = "from tokenwell import *; assert status and Status and Account and aio; import tokenwell"
    assert "tokenwell._status" in loaded_by(program)


def test_what_is_not_there_is_said_to_be_missing():
    with pytest.raises(AttributeError, match="no attribute 'tokne'"):
        _ = tokenwell.tokne
