"""For the `awx` command of AWX and the Ansible Automation Controller, which has its token from its environment.

>>> subprocess.run(["awx", "me"], env={**os.environ, **environment("awx", "https://awx.example.org")})
"""

from __future__ import annotations

from ._tokens import get


def environment(profile: str, url: str, *, account: str | None = None, min_ttl: int | None = None) -> dict[str, str]:
    """For a child process; `min_ttl` seconds is how long it shall be able to run on it."""
    token = get(profile, account=account, min_ttl=min_ttl).access_token
    return {"CONTROLLER_HOST": url, "CONTROLLER_OAUTH_TOKEN": token}
