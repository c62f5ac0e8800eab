"""Django's settings for a small server with the newer platform's real OAuth code, django-ansible-base, on SQLite."""

import os

from ansible_base.lib.dynamic_config import settings_logic

SECRET_KEY = "of no consequence: a server for tests, with a key that is long enough"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "gateway.urls"
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["CONTROLLER_DATABASE"],
        "ATOMIC_REQUESTS": True,
    }
}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "rest_framework",
    "gateway",
    "ansible_base.rest_filters",
    "ansible_base.rest_pagination",
    "ansible_base.authentication",
    "ansible_base.oauth2_provider",
]
# Tables come straight from the models, as for the other stand-in.
MIGRATION_MODULES = {
    app: None
    for app in ("auth", "contenttypes", "sessions", "oauth2_provider", "dab_oauth2_provider", "dab_authentication", "social_django", "gateway")
}
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "crum.CurrentRequestUserMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_USER_MODEL = "gateway.User"
LOGIN_URL = "/api/login/"
ANSIBLE_BASE_ORGANIZATION_MODEL = "gateway.Organization"
ANSIBLE_BASE_TEAM_MODEL = "auth.Group"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.SessionAuthentication",
        "rest_framework.authentication.BasicAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}
OAUTH2_PROVIDER = {}

globals().update(settings_logic.get_mergeable_dab_settings(dict(globals())))
# The users here are Django's own, and no authenticator is set up.
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
