"""A fresh access token wherever a script or notebook needs one, from the local Tokenwell daemon.

>>> import tokenwell
>>> headers = {"Authorization": f"Bearer {tokenwell.token('lab')}"}
>>> requests.get(url, auth=tokenwell.auth("lab"))

Everything here asks the daemon each time, which costs a look-up in its memory; never keep a token yourself.
`tokenwell.aio` has the same to `await`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._auth import auth
from ._exceptions import (
    AccountAmbiguousError,
    AuthorizationServerError,
    DaemonNotRunningError,
    DaemonUnreachableError,
    PermissionDeniedError,
    PermissionRequiredError,
    SignedOutError,
    SignInError,
    StoreLockedError,
    TokenTimeoutError,
    TokenwellError,
)
from ._token import Token
from ._tokens import get, sign_in, token, wait_signed_in

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from . import aio
    from ._status import Account, Status, status

__all__ = [
    "Account",
    "AccountAmbiguousError",
    "AuthorizationServerError",
    "DaemonNotRunningError",
    "DaemonUnreachableError",
    "PermissionDeniedError",
    "PermissionRequiredError",
    "SignInError",
    "SignedOutError",
    "Status",
    "StoreLockedError",
    "Token",
    "TokenTimeoutError",
    "TokenwellError",
    "aio",
    "auth",
    "get",
    "sign_in",
    "status",
    "token",
    "wait_signed_in",
]


def __getattr__(name: str) -> Any:
    """What takes longer than a call is loaded for who asks for it: `aio` (asyncio), the status and `__version__`."""
    if name == "aio":
        from importlib import import_module

        return import_module("tokenwell.aio")
    if name in ("Account", "Status", "status"):
        from . import _status

        return getattr(_status, name)
    if name == "__version__":
        from importlib.metadata import version

        return version("tokenwell")
    raise AttributeError(f"module 'tokenwell' has no attribute {name!r}")


def __dir__() -> list[str]:
    """With what is loaded only when it is asked for, so that Tab finds it."""
    return sorted({*globals(), *__all__})


def load_ipython_extension(shell: InteractiveShell) -> None:
    """`%load_ext tokenwell` gives the magic `%tokenwell`."""
    from ._magic import register

    register(shell)
