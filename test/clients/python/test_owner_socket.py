"""What goes over the owner socket, and what comes back from whoever answers there."""

import re
import socket
import threading

import pytest
import tokenwell
from conftest import stranger
from tokenwell._daemon import call
from tokenwell._discovery import OwnerSocket
from tokenwell._http import Call
from tokenwell._owner_socket import call_over_owner_socket

ACCOUNTS = b'{"accounts":[]}'


@pytest.fixture
def answered(tmp_path, monkeypatch):
    """Asks somebody who answers with these bytes, and then hangs up; returns what came of it, and what was heard."""
    # A lost connection makes a client look for a successor, for which nobody has to wait here.
    monkeypatch.setattr("tokenwell._daemon._PATIENCE", 0)

    def ask(answer, method="GET", path="/v1/accounts", body=None):
        heard = stranger(tmp_path, monkeypatch, answer)
        return call(method, path, body), heard[0]

    return ask


def head(*lines):
    return "\r\n".join([*lines, "", ""]).encode()


def test_a_request_is_as_small_as_http_has_it(answered):
    _, heard = answered(head("HTTP/1.1 200 OK") + ACCOUNTS)
    lines = heard.split("\r\n")
    assert lines[:2] == ["GET /v1/accounts HTTP/1.0", "Host: tokenwell"]
    assert [line.split(":")[0] for line in lines[2:]] == ["Accept", "Tokenwell-Client", "", ""]


def test_a_body_is_sent_with_its_length_and_its_type(answered):
    _, heard = answered(head("HTTP/1.1 204 No Content"), "POST", "/v1/sign-ins", {"profile": "läb"})
    sent, body = heard.split("\r\n\r\n")
    assert body == r'{"profile": "l\u00e4b"}'
    assert f"\r\nContent-Length: {len(body)}" in sent
    assert "\r\nContent-Type: application/json" in sent


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(head("HTTP/1.1 200 OK", "Content-Length: 15") + ACCOUNTS, id="by its length"),
        pytest.param(head("HTTP/1.1 200 OK", "content-length:15 ") + ACCOUNTS + b"more", id="and no further"),
        pytest.param(head("HTTP/1.1 200 OK", "Connection: close") + ACCOUNTS, id="to the end of the connection"),
        pytest.param(b"HTTP/1.0 200\nContent-Length: 15\n\n" + ACCOUNTS, id="from a server of few words"),
    ],
)
def test_an_answer_is_read_to_its_end(answered, answer):
    assert answered(answer)[0] == {"accounts": []}


def test_an_answer_without_a_body_is_one(answered):
    assert answered(head("HTTP/1.1 204 No Content"))[0] == {}


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"HTTP/1.1 200 OK\r\n", id="a status"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Le", id="half a header"),
        pytest.param(head("HTTP/1.1 200 OK", "Content-Length: 16") + ACCOUNTS, id="a body that is a byte short"),
    ],
)
def test_half_an_answer_is_a_lost_connection(answered, answer):
    with pytest.raises(tokenwell.DaemonUnreachableError, match="broke before it answered") as told:
        answered(answer)
    assert told.value.code == "connection_lost"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"SSH-2.0-nobody\r\n", id="another protocol"),
        pytest.param(b"garbage", id="no line"),
        pytest.param(head("HTTP/2 200 OK"), id="another version"),
        pytest.param(head("HTTP/1.1 abc OK"), id="a status without a number"),
        pytest.param(head("HTTP/1.1 2000 OK"), id="a status of four digits"),
        pytest.param(head("HTTP/1.1 100 Continue") + head("HTTP/1.1 200 OK") + ACCOUNTS, id="an interim response"),
        pytest.param(
            head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked") + b"f\r\n" + ACCOUNTS + b"\r\n0\r\n\r\n", id="chunks"
        ),
        pytest.param(head("HTTP/1.1 200 OK", "Content-Length: -1") + ACCOUNTS, id="a negative length"),
        pytest.param(head("HTTP/1.1 200 OK", "Content-Length: 15, 15") + ACCOUNTS, id="a list of lengths"),
        pytest.param(head("HTTP/1.1 200 OK", "Content-Length: 15", "Content-Length: 2") + ACCOUNTS, id="two lengths"),
        pytest.param(head("HTTP/1.1 200 OK", "Content-Length : 2") + ACCOUNTS, id="a name with a space"),
        pytest.param(head("HTTP/1.1 200 OK", "A: b", " folded") + ACCOUNTS, id="a folded header"),
        pytest.param(head("HTTP/1.1 200 OK", f"A: {'a' * 70_000}") + ACCOUNTS, id="a line without end"),
        pytest.param(head("HTTP/1.1 200 OK", *["A: b"] * 101) + ACCOUNTS, id="headers without end"),
    ],
)
def test_what_is_not_plain_http_is_not_the_daemon(answered, answer):
    with pytest.raises(tokenwell.DaemonUnreachableError, match="does not speak HTTP") as told:
        answered(answer)
    assert told.value.code == "not_the_daemon"


@pytest.mark.parametrize("body", [b"[]", b"<html>", b'"canary-token"', b'{"accounts":['])
def test_what_is_no_json_object_is_not_the_daemon(answered, body):
    with pytest.raises(tokenwell.DaemonUnreachableError, match="does not speak its language") as told:
        answered(head("HTTP/1.1 200 OK") + body)
    assert told.value.code == "not_the_daemon"
    assert "canary" not in str(told.value)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(head("HTTP/1.1 200 OK", f"Content-Length: {16 * 1024 * 1024 + 1}"), id="by its length"),
        pytest.param(head("HTTP/1.1 200 OK", f"Content-Length: {'9' * 5000}"), id="by a length that is no number any more"),
        pytest.param(head("HTTP/1.1 200 OK") + b" " * (16 * 1024 * 1024 + 1), id="by what came"),
    ],
)
def test_an_answer_beyond_the_limit_is_not_the_daemons(answered, answer):
    with pytest.raises(tokenwell.DaemonUnreachableError, match="too large") as told:
        answered(answer)
    assert told.value.code == "not_the_daemon"


@pytest.mark.parametrize(("status", "code"), [("401 Unauthorized", "signed_out"), ("503 Unavailable", "store_locked")])
def test_a_problem_is_told_in_the_daemons_words(answered, status, code):
    body = f'{{"code":"{code}","detail":"Do this."}}'.encode()
    with pytest.raises(tokenwell.TokenwellError, match=r"^Do this\.$") as told:
        answered(head(f"HTTP/1.1 {status}", f"Content-Length: {len(body)}") + body)
    assert told.value.code == code


@pytest.mark.parametrize("path", ["/v1/a b", "/v1/a\r\nX-Evil: 1", "/v1/\n", "/v1/é", "/v1/\x00"])
def test_no_path_ends_the_line_that_it_stands_in(path):
    with pytest.raises(ValueError, match="printable ASCII"):
        call_over_owner_socket(OwnerSocket("/nowhere"), Call("GET", path, 1))


@pytest.mark.parametrize("words", ["cwd=a\r\nX-Evil: 1", "cwd=a\nb", "cwd=é", "cwd=\x7f"])
def test_no_header_ends_the_line_that_it_stands_in(monkeypatch, words):
    monkeypatch.setattr("tokenwell._http.who_we_are", lambda: words)
    with pytest.raises(ValueError, match="printable ASCII"):
        call_over_owner_socket(OwnerSocket("/nowhere"), Call("GET", "/v1/accounts", 1))


def test_whoever_takes_the_call_and_says_nothing_is_waited_for_only_so_long(tmp_path):
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "s"))
        silent.listen()
        with pytest.raises(tokenwell.DaemonUnreachableError, match="did not answer within") as told:
            call_over_owner_socket(OwnerSocket(str(tmp_path / "s")), Call("GET", "/v1/accounts", 0.2))
    assert told.value.code == "timeout"


def test_a_full_backlog_is_waited_for(tmp_path):
    path = str(tmp_path / "s")
    with socket.socket(socket.AF_UNIX) as busy, socket.socket(socket.AF_UNIX) as first:
        busy.bind(path)
        busy.listen(0)
        first.connect(path)
        with pytest.raises(tokenwell.DaemonUnreachableError) as told:
            call_over_owner_socket(OwnerSocket(path), Call("GET", "/v1/accounts", 0.2))
        assert told.value.code == "timeout"

        def serve():
            busy.accept()[0].close()
            with busy.accept()[0] as caller:
                caller.recv(65536)
                caller.sendall(head("HTTP/1.1 200 OK") + ACCOUNTS)

        threading.Timer(0.1, serve).start()
        assert call_over_owner_socket(OwnerSocket(path), Call("GET", "/v1/accounts", 10)) == {"accounts": []}


def test_the_daemon_takes_such_calls_and_answers_so_that_they_are_understood(world):
    assert tokenwell.status().accounts[0].name == "alice"
    started = call("POST", "/v1/sign-ins", {"profile": "lab", "flow": "device"})
    assert re.fullmatch(r"[\w-]+", str(started["id"]))
    call("DELETE", f"/v1/sign-ins/{started['id']}")
    with pytest.raises(tokenwell.TokenwellError) as told:
        call("POST", "/v1/sign-ins", {"profile": "lab", "flow": "none"})
    assert told.value.code == "bad_request"
    with pytest.raises(tokenwell.TokenwellError) as told:
        tokenwell.token("no such/profile?")
    assert told.value.code == "bad_request"
