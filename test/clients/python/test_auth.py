"""`auth=` with the real requests and the real httpx. One 401, one retry."""

import asyncio
import io

import httpx
import pytest
import requests
import tokenwell


def by_requests(url, **body):
    return requests.post(url, auth=tokenwell.auth("lab"), timeout=30, **body)


def by_requests_session(url, **body):
    with requests.Session() as session:
        session.auth = tokenwell.auth("lab")
        return session.post(url, timeout=30, **body)


def by_httpx(url, data=None):
    return httpx.post(url, auth=tokenwell.auth("lab"), content=data)


def by_httpx_async(url, data=None):
    async def post():
        async with httpx.AsyncClient(auth=tokenwell.auth("lab")) as client:
            return await client.post(url, content=data)

    return asyncio.run(post())


every_library = pytest.mark.parametrize("send", [by_requests, by_requests_session, by_httpx, by_httpx_async])


@every_library
def test_sends_a_fresh_token_and_no_second_request_where_it_is_taken(world, send):
    assert send(f"{world.api}/a", data=b"x").status_code == 200
    assert [(one["status"], one["body"]) for one in world.asked("/a")] == [(200, "x")]


@every_library
def test_sends_once_more_with_a_newer_token_after_a_401(world, send):
    world.tell("refuse", token=tokenwell.token("lab"))
    before = world.tell("refreshes")
    assert send(f"{world.api}/b", data=b"whole body").status_code == 200
    assert [(one["status"], one["body"]) for one in world.asked("/b")] == [(401, "whole body"), (200, "whole body")]
    assert world.tell("refreshes") == before + 1


@every_library
def test_gives_back_the_second_401(world, send, monkeypatch):
    # Every token is refused here: what the API looks at has no user.
    monkeypatch.setattr("tokenwell._auth.BearerAuth.fresh", lambda _: "first")
    monkeypatch.setattr("tokenwell._auth.BearerAuth.newer", lambda _, refused: f"not {refused}")
    assert send(f"{world.api}/c").status_code == 401
    assert len(world.asked("/c")) == 2


@every_library
def test_does_not_send_half_of_a_body_that_cannot_be_replayed(world, send):
    def chunks():
        yield b"one "
        yield b"two"

    async def async_chunks():
        for chunk in chunks():
            yield chunk

    old = tokenwell.token("lab")
    world.tell("refuse", token=old)
    body = async_chunks() if send is by_httpx_async else chunks()
    assert send(f"{world.api}/d", data=body).status_code == 401
    assert [one["body"] for one in world.asked("/d")] == ["one two"]
    assert tokenwell.token("lab") != old, "the next request has a newer one"


def test_requests_rewinds_a_file(world):
    world.tell("refuse", token=tokenwell.token("lab"))
    opened = io.BytesIO(b"head tail")
    opened.seek(5)
    assert by_requests(f"{world.api}/e", data=opened).status_code == 200
    assert [one["body"] for one in world.asked("/e")] == ["tail", "tail"]


@every_library
def test_sends_no_token_to_another_host_at_a_redirect(world, send):
    follow = {} if send in (by_requests, by_requests_session) else None
    if follow is None:
        answer = httpx.get(f"{world.api}/moved", auth=tokenwell.auth("lab"), follow_redirects=True)
    else:
        answer = send(f"{world.api}/moved")
    assert answer.status_code == 401
    assert [one["status"] for one in world.asked("/elsewhere")] == [401]


@every_library
def test_says_what_to_do_when_the_sign_in_has_ended(world, send):
    world.tell("refuse", token=tokenwell.token("lab"))
    world.tell("end-sessions")
    with pytest.raises(tokenwell.SignedOutError, match="tokenwell login lab"):
        send(f"{world.api}/f")


def test_keeps_a_sessions_cookies_and_the_history(world):
    world.tell("refuse", token=tokenwell.token("lab"))
    answer = requests.get(f"{world.api}/g", auth=tokenwell.auth("lab"), cookies={"a": "b"}, timeout=30)
    assert answer.request.headers["Cookie"] == "a=b"
    assert [one.status_code for one in answer.history] == [401]
