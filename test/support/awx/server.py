"""Starts the stand-in: fresh tables, the users, and then a server at a port that the system chooses.

    python server.py DATABASE

Its first line of output is its port. It ends with its standard input, so that it never outlives the test.
"""

import os
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

os.environ["CONTROLLER_DATABASE"] = sys.argv[1]
os.environ["DJANGO_SETTINGS_MODULE"] = "controller.settings"

import django  # noqa: E402

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402

from controller.models import ExternalUser, OAuth2Application, Organization  # noqa: E402


def prepare():
    call_command("migrate", run_syncdb=True, verbosity=0)
    admin = User.objects.create_superuser("admin", password="canary-admin-password")
    alice = User.objects.create_user("alice", password="canary-alice-password")
    ext = User.objects.create_user("ext", password="canary-ext-password")
    ExternalUser.objects.create(user=ext)
    default = Organization.objects.create(name="Default")
    default.members.add(admin, alice, ext)
    OAuth2Application.objects.create(
        name="scripts", organization=default, client_id="scripts", client_type="public",
        authorization_grant_type="password",
    )
    OAuth2Application.objects.create(
        name="portal", organization=default, client_id="portal", client_secret="canary-portal-secret",
        client_type="confidential", authorization_grant_type="authorization-code",
        redirect_uris="http://127.0.0.1/callback", skip_authorization=True,
    )


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


prepare()
# One request at a time: two that write at once would trouble SQLite, which AWX does not use.
server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
print(server.server_port, flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
