"""What scripts call."""

import asyncio
import copy
import pickle
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Timer

import pytest
import tokenwell


def test_gives_a_token_that_the_api_takes_and_tells_about_it(world):
    found = tokenwell.get("lab")
    assert found.access_token == tokenwell.token("lab")
    assert (found.profile, found.token_type.lower(), found.min_ttl_met) == ("lab", "bearer", True)
    assert 0 < found.expires_at - time.time() <= 300
    assert "read" in found.scope.split()


def test_hides_the_value_in_every_text_of_the_token(world):
    found = tokenwell.get("lab")
    for text in (repr(found), str(found), f"{found}", repr([found])):
        assert found.access_token not in text
        assert "value hidden" in text


def test_a_token_is_a_value_that_cannot_be_changed():
    told = {"access_token": "canary-token", "token_type": "Bearer", "expires_in": 60, "expires_at": 60.0, "scope": "read"}
    found = tokenwell.Token(**told, profile="lab", account="1")
    assert found == tokenwell.Token(**told, profile="lab", account="1", min_ttl_met=True)
    assert found != tokenwell.Token(**{**told, "access_token": "canary-other"}, profile="lab", account="1")
    assert found != "canary-token"
    assert len({found, copy.copy(found), pickle.loads(pickle.dumps(found))}) == 1
    assert repr(found) == ("<tokenwell.Token profile='lab' expires_at=1970-01-01T00:01:00Z scope='read' value hidden>")
    with pytest.raises(AttributeError, match="cannot be changed: scope"):
        found.scope = "write"
    with pytest.raises(AttributeError, match="cannot be changed: scope"):
        del found.scope
    assert (found.scope, found.authorization) == ("read", "Bearer canary-token")


def test_asks_for_a_longer_life_and_hears_when_the_server_has_none(world):
    assert tokenwell.get("lab", min_ttl=250).min_ttl_met is True
    assert tokenwell.get("lab", min_ttl=3600).min_ttl_met is False


def test_hears_when_a_server_ignores_a_narrower_scope(world):
    assert tokenwell.get("lab").scope_met is True
    world.tell("ignore-narrowing")
    wide = tokenwell.get("lab", scope="openid")
    assert (wide.scope_met, "read" in wide.scope.split()) == (False, True)


def test_awaits(world):
    async def several():
        return await asyncio.gather(tokenwell.aio.token("lab"), tokenwell.aio.token("lab"))

    assert asyncio.run(several()) == [tokenwell.token("lab")] * 2


def test_fifty_threads_whose_token_was_refused_cost_one_refresh(world):
    refused = tokenwell.token("lab")
    before = world.tell("refreshes")
    together = Barrier(50)

    def ask(_):
        together.wait()
        return tokenwell.get("lab", rejected=refused).access_token

    with ThreadPoolExecutor(50) as pool:
        found = set(pool.map(ask, range(50)))
    assert len(found) == 1
    assert refused not in found
    assert world.tell("refreshes") == before + 1


def test_says_what_to_do_where_nobody_is_signed_in(world):
    world.tell("sign-out")
    with pytest.raises(tokenwell.SignedOutError, match="click the key in VS Code, or run `tokenwell login lab`") as told:
        tokenwell.token("lab")
    assert told.value.code == "signed_out"


def test_says_whose_sign_in_has_ended(world):
    world.tell("end-sessions")
    with pytest.raises(tokenwell.SignedOutError, match="alice · lab is signed out"):
        tokenwell.get("lab", rejected=tokenwell.token("lab"))


def test_says_that_a_profile_does_not_exist(world):
    with pytest.raises(tokenwell.TokenwellError) as told:
        tokenwell.token("lba")
    assert told.value.code == "profile_not_found"


def test_waits_until_somebody_has_signed_in(world):
    world.tell("sign-out")
    with pytest.raises(tokenwell.SignedOutError):
        tokenwell.wait_signed_in("lab", timeout=0)
    Timer(0.3, world.tell, ["sign-in"]).start()
    assert tokenwell.wait_signed_in("lab", timeout=30).access_token == tokenwell.token("lab")


def test_lists_who_is_signed_in_without_a_secret(world):
    token = tokenwell.token("lab")
    status = tokenwell.status()
    assert [(one.profile, one.name, one.state) for one in status.accounts] == [("lab", "alice", "signed_in")]
    assert "alice" in str(status)
    assert token not in f"{status} {status._repr_html_()} {status.accounts}"
