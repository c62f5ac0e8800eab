"""Starts the newer platform's OAuth code: python start_gateway.py DATABASE"""

from serve import passwords, serve, set_up

set_up("gateway.settings")

from ansible_base.oauth2_provider.models import OAuth2Application  # noqa: E402
from gateway.models import Organization, User  # noqa: E402

User.objects.create_superuser("admin", password=passwords["admin"])
User.objects.create_user("alice", password=passwords["alice"])
OAuth2Application.objects.create(
    name="scripts",
    organization=Organization.objects.create(name="Default"),
    client_id="scripts",
    client_type="public",
    authorization_grant_type="password",
)
serve()
