"""For NOMAD's own client, which has its token from its environment.

>>> subprocess.run(["nomad", "client", "..."], env={**os.environ, **environment("nomad", "https://nomad.example.org/api")})
"""

from __future__ import annotations

from ._tokens import get


def environment(profile: str, url: str, *, account: str | None = None, min_ttl: int | None = None) -> dict[str, str]:
    """For a child process; `min_ttl` seconds is how long it shall be able to run on it. `url` ends in `/api`."""
    token = get(profile, account=account, min_ttl=min_ttl).access_token
    return {"NOMAD_CLIENT_URL": url, "NOMAD_CLIENT_ACCESS_TOKEN": token}
