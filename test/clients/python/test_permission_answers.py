"""Folders that may not use an account, and what we say of ourselves so that they may."""

import json
import os
import re
from urllib.parse import unquote

import pytest
import tokenwell
from conftest import stranger


def problem(code, detail):
    body = json.dumps({"type": "about:blank", "status": 403, "code": code, "detail": detail})
    head = f"HTTP/1.1 403 Forbidden\r\nContent-Type: application/problem+json\r\nContent-Length: {len(body.encode())}"
    return f"{head}\r\nConnection: close\r\n\r\n{body}".encode()


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("permission_required", tokenwell.PermissionRequiredError),
        ("permission_denied", tokenwell.PermissionDeniedError),
    ],
)
def test_a_folder_that_may_not_use_the_account_is_told_so_in_the_daemons_words(tmp_path, monkeypatch, code, error):
    detail = "thesis may not use alice · lab yet: allow it in VS Code."
    stranger(tmp_path, monkeypatch, problem(code, detail))
    with pytest.raises(error) as told:
        tokenwell.token("lab")
    assert (str(told.value), told.value.code) == (detail, code)


def test_waits_for_a_permission_but_not_after_a_no(tmp_path, monkeypatch):
    heard = stranger(tmp_path, monkeypatch, problem("permission_required", "Allow it in VS Code."))
    with pytest.raises(tokenwell.PermissionRequiredError):
        tokenwell.wait_signed_in("lab", timeout=0.6)
    assert len(heard) > 1, "it asked again"


def test_gives_up_waiting_when_the_answer_was_no(tmp_path, monkeypatch):
    heard = stranger(tmp_path, monkeypatch, problem("permission_denied", "You said no to this folder."))
    with pytest.raises(tokenwell.PermissionDeniedError):
        tokenwell.wait_signed_in("lab", timeout=60)
    assert len(heard) == 1


@pytest.mark.parametrize("workspace", [None, "/home/alice/my thesis", "/home/élise/a=b pid=1\r\nX-Evil: 1"])
def test_says_who_asks_and_for_which_workspace(tmp_path, monkeypatch, workspace):
    heard = stranger(tmp_path, monkeypatch, problem("permission_denied", "no"))
    if workspace is None:
        monkeypatch.delenv("TOKENWELL_WORKSPACE", raising=False)
    else:
        monkeypatch.setenv("TOKENWELL_WORKSPACE", workspace)
    with pytest.raises(tokenwell.PermissionDeniedError):
        tokenwell.token("lab")
    who = re.search(r"^Tokenwell-Client: (\S+) (.*)\r$", heard[0], re.MULTILINE)
    said = dict(pair.split("=", 1) for pair in who[2].split(" "))
    expected = {"pid": str(os.getpid()), "cwd": os.getcwd(), **({"workspace": workspace} if workspace else {})}
    assert {name: unquote(value) for name, value in said.items()} == expected
    assert "\nX-Evil" not in heard[0]
