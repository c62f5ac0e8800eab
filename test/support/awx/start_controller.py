"""Starts the stand-in of AWX: python start_controller.py DATABASE"""

from serve import passwords, serve, set_up

set_up("controller.settings")

from controller.models import ExternalUser, OAuth2Application, Organization  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402

admin = User.objects.create_superuser("admin", password=passwords["admin"])
alice = User.objects.create_user("alice", password=passwords["alice"])
ext = User.objects.create_user("ext", password=passwords["ext"])
ExternalUser.objects.create(user=ext)
default = Organization.objects.create(name="Default")
default.members.add(admin, alice, ext)
OAuth2Application.objects.create(
    name="scripts", organization=default, client_id="scripts", client_type="public", authorization_grant_type="password"
)
OAuth2Application.objects.create(
    name="portal",
    organization=default,
    client_id="portal",
    client_secret="canary-portal-secret",
    client_type="confidential",
    authorization_grant_type="authorization-code",
    redirect_uris="http://127.0.0.1/callback",
    skip_authorization=True,
)
serve()
