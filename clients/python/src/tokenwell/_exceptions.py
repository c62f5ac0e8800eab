"""What can go wrong, as a small family of exceptions whose text says what to do."""

from __future__ import annotations

from collections.abc import Mapping


class TokenwellError(Exception):
    """Base of all. `code` is stable and one of docs/errors.md; the text is for people and never holds a secret."""

    def __init__(self, message: str, code: str = "internal_error", retry_after: float | None = None) -> None:
        super().__init__(message)
        self.code = code
        #: Seconds after which another try makes sense; None where nobody said.
        self.retry_after = retry_after


class SignedOutError(TokenwellError):
    """Nobody is signed in on the profile."""


class SignInError(TokenwellError):
    """A sign-in was refused in the browser, took too long, or was cancelled."""


class StoreLockedError(TokenwellError):
    """The secret store is locked; the text says how to unlock it."""


class PermissionRequiredError(TokenwellError):
    """The folder may not use the account yet; the text says where to allow it."""


class PermissionDeniedError(TokenwellError):
    """The user has said no to this folder; the text says where that can be taken back."""


class AccountAmbiguousError(TokenwellError):
    """Several accounts fit; name one with `account=`. `accounts` has their names."""

    def __init__(self, message: str, code: str, accounts: list[str]) -> None:
        super().__init__(message, code)
        self.accounts = accounts


class AuthorizationServerError(TokenwellError):
    """The authorization server cannot be reached, refused, or answered nonsense."""


class TokenTimeoutError(TokenwellError, TimeoutError):
    """There was no token within the time that the caller was ready to wait."""


class DaemonUnreachableError(TokenwellError):
    """No answer of the daemon was had."""


class DaemonNotRunningError(DaemonUnreachableError):
    """No daemon was found, and none could be started."""


_by_code: dict[str, type[TokenwellError]] = {
    "signed_out": SignedOutError,
    "sign_in_denied": SignInError,
    "sign_in_expired": SignInError,
    "sign_in_not_found": SignInError,
    "store_locked": StoreLockedError,
    "permission_required": PermissionRequiredError,
    "permission_denied": PermissionDeniedError,
    "deadline_exceeded": TokenTimeoutError,
    "authorization_server_unavailable": AuthorizationServerError,
    "authorization_server_refused": AuthorizationServerError,
    "authorization_server_broken": AuthorizationServerError,
    "issuer_mismatch": AuthorizationServerError,
}


def error_from_problem(problem: Mapping[str, object], status: int) -> TokenwellError:
    """The exception for a problem document (RFC 9457) that the daemon answered with this HTTP status."""
    detail, code, retry_after = problem.get("detail"), problem.get("code"), problem.get("retry_after")
    message = detail if isinstance(detail, str) else f"The daemon answered with HTTP status {status}."
    name = code if isinstance(code, str) else "internal_error"
    if name == "account_ambiguous":
        return AccountAmbiguousError(message, name, _names(problem.get("accounts")))
    wait = float(retry_after) if isinstance(retry_after, (int, float)) else None
    return _by_code.get(name, TokenwellError)(message, name, wait)


def _names(accounts: object) -> list[str]:
    if not isinstance(accounts, list):
        return []
    return [str(one["name"]) for one in accounts if isinstance(one, dict) and "name" in one]
