"""Signing in from a notebook: a message in the cell, which continues after approval.

The daemon runs the device flow (RFC 8628) and does the polling; here it is only shown. Nothing opens a browser.
"""

from __future__ import annotations

import sys
import threading
import time
from typing import Any

from ._daemon import call
from ._display import Message, show
from ._exceptions import SignedOutError, SignInError, TokenwellError
from ._percent import percent_encode

#: Seconds between two looks at the sign-in.
_LOOK_INTERVAL = 0.25
#: Seconds: a little more than the daemon gives a server to start one, so that its words arrive.
_SERVERS_TIME = 35
#: One message a profile, however many threads need it.
_locks: dict[str, threading.Lock] = {}
_locks_lock = threading.Lock()


def offer_sign_in(profile: str, signed_out: SignedOutError) -> bool:
    """Whether somebody signed in. False: nobody sits in front of this program, or it cannot be done from here."""
    if not is_attended():
        return False
    with _lock_of(profile):
        # Another thread may have waited for the same sign-in.
        if _is_signed_in(profile):
            return True
        try:
            started = _start(profile)
        except TokenwellError as error:
            # The first error says more: what to do where no device flow can be started (or over TCP, which has none).
            raise signed_out from error
        _follow(started)
    return True


def sign_in(profile: str) -> None:
    """Sign in, whoever is signed in already. Raises `SignInError`, or what the daemon says against it."""
    with _lock_of(profile):
        _follow(_start(profile))


def _start(profile: str) -> dict[str, object]:
    return call("POST", "/v1/sign-ins", {"profile": profile, "flow": "device"}, timeout=_SERVERS_TIME)


def is_attended() -> bool:
    """Whether a person runs this cell: front ends that can ask for input say so; nbclient and papermill do not."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None:
        return False
    kernel = getattr(shell, "kernel", None)
    if kernel is None:
        return sys.stdin is not None and sys.stdin.isatty()
    return _allows_input(kernel)


def _allows_input(kernel: Any) -> bool:
    try:
        return kernel.get_parent("shell")["content"]["allow_stdin"] is True
    except (AttributeError, KeyError, TypeError, LookupError):
        return False


def _lock_of(profile: str) -> threading.Lock:
    with _locks_lock:
        return _locks.setdefault(profile, threading.Lock())


def _is_signed_in(profile: str) -> bool:
    accounts = call("GET", "/v1/accounts").get("accounts")
    if not isinstance(accounts, list):
        return False
    return any(one.get("profile") == profile and one.get("state") in ("signed_in", "retrying") for one in accounts)


def _follow(started: dict[str, object]) -> None:
    """Until it ends. Ctrl-C and "interrupt the kernel" cancel it at the daemon, which stops asking the server."""
    path = f"/v1/sign-ins/{percent_encode(str(started['id']))}"
    message = show(started)
    try:
        current = started
        while current.get("state") == "waiting":
            time.sleep(_LOOK_INTERVAL)
            current = call("GET", path)
    except BaseException:
        message.end("The sign-in was cancelled.")
        _cancel(path)
        raise
    _tell_end(current, message)


def _cancel(path: str) -> None:
    try:
        call("DELETE", path, timeout=5)
    except TokenwellError:
        # It ends by itself when its code expires.
        return


def _tell_end(ended: dict[str, object], message: Message) -> None:
    profile, account, error = ended.get("profile"), ended.get("account"), ended.get("error")
    if ended.get("state") == "signed_in":
        name = account.get("name") if isinstance(account, dict) else None
        return message.end(f"Signed in on {profile} as {name or 'somebody'}.")
    words = {
        "denied": "The sign-in was refused in the browser.",
        "expired": "The sign-in was not approved in time.",
        "cancelled": "The sign-in was cancelled.",
    }
    told = words.get(str(ended.get("state"))) or (str(error.get("detail")) if isinstance(error, dict) else "It failed.")
    message.end(told)
    code = str(error.get("code")) if isinstance(error, dict) else f"sign_in_{ended.get('state')}"
    raise SignInError(f"{told} Run the cell again, or `tokenwell login {profile}`.", code)
