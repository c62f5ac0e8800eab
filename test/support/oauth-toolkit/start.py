"""
A plain OAuth 2.0 server without discovery: django-oauth-toolkit's own views under /o/, as its tutorial has them.

    python start.py DATABASE

It ends with its standard input, so that it never outlives the test.
"""

import os
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import django
from django.conf import settings


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


server = WSGIServer(("127.0.0.1", 0), Quiet)
base = f"http://127.0.0.1:{server.server_port}"
settings.configure(
    SECRET_KEY="of no consequence: a server for tests",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[1]}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "oauth2_provider",
    ],
    MIDDLEWARE=[
        # Answers an address without its last slash by a redirect, as Django's usual project does.
        "django.middleware.common.CommonMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    LOGIN_URL="/login/",
    OAUTH2_PROVIDER={
        "SCOPES": {"read": "Read", "write": "Write"},
        "ACCESS_TOKEN_EXPIRE_SECONDS": int(os.environ.get("TOKEN_LIFE", 36000)),
        "OAUTH_DEVICE_VERIFICATION_URI": f"{base}/o/device/",
        "OAUTH_DEVICE_VERIFICATION_URI_COMPLETE": lambda code: f"{base}/o/device/?user_code={code}",
    },
)
django.setup()

from django.contrib.auth import authenticate, login  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpResponse, JsonResponse  # noqa: E402
from django.urls import include, path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402
from oauth2_provider import urls as toolkit  # noqa: E402
from oauth2_provider.decorators import protected_resource  # noqa: E402
from oauth2_provider.models import Application  # noqa: E402

passwords = {"alice": "canary-alice-password", "bob": "canary-bob-password"}


def sign_in(request):
    name = request.POST["username"]
    login(request, authenticate(username=name, password=request.POST["password"]))
    return HttpResponse("welcome")


@protected_resource(scopes=["read"])
def me(request):
    user = request.resource_owner
    return JsonResponse({"id": user.pk, "username": user.username})


urlpatterns = [
    path("login/", csrf_exempt(sign_in)),
    path("me/", me),
    path("o/", include((toolkit.base_urlpatterns, "oauth2_provider"))),
]


call_command("migrate", verbosity=0)
for name, password in passwords.items():
    User.objects.create_user(name, password=password)
Application.objects.create(
    name="Notebooks",
    client_id="notebooks",
    client_type="public",
    authorization_grant_type=Application.GRANT_DEVICE_CODE,
)
Application.objects.create(
    name="Portal",
    client_id="portal",
    client_secret="canary-portal-secret",
    client_type="confidential",
    authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
    redirect_uris="http://127.0.0.1/callback",
    skip_authorization=True,
)
server.set_app(get_wsgi_application())
print(server.server_port, flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
