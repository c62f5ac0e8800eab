"""The columns that AWX adds to the library's models, and the users that may have no tokens."""

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils.timezone import now
from oauth2_provider.models import AbstractAccessToken, AbstractApplication
from oauthlib.oauth2 import AccessDeniedError


class Organization(models.Model):
    name = models.CharField(max_length=512, unique=True)
    members = models.ManyToManyField(User, related_name="organizations")
    admins = models.ManyToManyField(User, related_name="admin_of_organizations")


class ExternalUser(models.Model):
    """Comes from LDAP or SSO."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="external")
    provider = models.CharField(max_length=32, default="ldap")


class OAuth2Application(AbstractApplication):
    description = models.TextField(default="", blank=True)
    organization = models.ForeignKey(Organization, null=True, on_delete=models.CASCADE, related_name="applications")

    class Meta:
        unique_together = (("name", "organization"),)
        ordering = ("organization", "name")


class OAuth2AccessToken(AbstractAccessToken):
    description = models.TextField(default="", blank=True)
    last_used = models.DateTimeField(null=True, default=None, editable=False)
    scope = models.TextField(blank=True, default="write")

    class Meta:
        ordering = ("id",)

    def is_valid(self, scopes=None):
        if not super().is_valid(scopes):
            return False
        OAuth2AccessToken.objects.filter(pk=self.pk).update(last_used=now())
        return True

    def save(self, *args, **kwargs):
        external = getattr(self.user, "external", None) if self.user else None
        if external and not settings.ALLOW_OAUTH2_FOR_EXTERNAL_USERS:
            raise AccessDeniedError(
                "OAuth2 Tokens cannot be created by users associated with an external authentication provider "
                f"({external.provider})"
            )
        super().save(*args, **kwargs)
