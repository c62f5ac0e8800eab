"""`%tokenwell`, after `%load_ext tokenwell`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._status import Status, status
from ._tokens import sign_in

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

_USAGE = "%tokenwell status    who is signed in where\n%tokenwell login PROFILE    sign in from this cell"


def register(shell: InteractiveShell) -> None:
    """Add the magic to a shell."""
    shell.register_magic_function(magic, "line", "tokenwell")  # type: ignore[arg-type]


def magic(line: str) -> Status | None:
    """What `%tokenwell WORDS` does; without words it shows the status."""
    words = line.split() or ["status"]
    if words == ["status"]:
        return status()
    if words[0] == "login" and len(words) == 2:
        sign_in(words[1])
        return None
    print(_USAGE)
    return None
