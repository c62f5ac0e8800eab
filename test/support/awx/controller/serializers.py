"""Users, organizations, applications and tokens as AWX writes them. A secret is in the answer to its POST, and starred later."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.utils.timezone import now
from oauth2_provider.models import RefreshToken
from oauth2_provider.settings import oauth2_settings
from oauthlib.common import generate_token
from oauthlib.oauth2 import AccessDeniedError
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied

from .models import OAuth2AccessToken, OAuth2Application, Organization

stars = "************"


class Constant(serializers.ReadOnlyField):
    def __init__(self, value, **kwargs):
        super().__init__(source="pk", **kwargs)
        self.value = value

    def to_representation(self, _):
        return self.value


class UserSerializer(serializers.ModelSerializer):
    type = Constant("user")
    url = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ["id", "type", "url", "username", "first_name", "last_name", "email", "is_superuser"]

    def get_url(self, user):
        return f"/api/v2/users/{user.pk}/"


class OrganizationSerializer(serializers.ModelSerializer):
    type = Constant("organization")

    class Meta:
        model = Organization
        fields = ["id", "type", "name"]


class Shown(serializers.ModelSerializer):
    """What applications and tokens have in common."""

    url = serializers.SerializerMethodField()
    summary_fields = serializers.SerializerMethodField()
    modified = serializers.DateTimeField(source="updated", read_only=True)
    description = serializers.CharField(required=False, allow_blank=True)

    @property
    def shows_secrets(self):
        return self.context["request"].method == "POST"


class ApplicationSerializer(Shown):
    type = Constant("o_auth2_application")
    client_type = serializers.ChoiceField(choices=[("confidential", "Confidential"), ("public", "Public")])
    authorization_grant_type = serializers.ChoiceField(
        choices=[("authorization-code", "Authorization code"), ("password", "Resource owner password-based")]
    )
    organization = serializers.PrimaryKeyRelatedField(queryset=Organization.objects.all())
    name = serializers.CharField(max_length=255)

    class Meta:
        model = OAuth2Application
        fields = """id type url summary_fields created modified name description client_id client_secret client_type
            redirect_uris authorization_grant_type skip_authorization organization""".split()
        read_only_fields = ["client_id", "client_secret"]

    def get_url(self, application):
        return f"/api/v2/applications/{application.pk}/"

    def get_summary_fields(self, application):
        organization = application.organization
        return {"organization": {"id": organization.pk, "name": organization.name}} if organization else {}

    def to_representation(self, application):
        shown = super().to_representation(application)
        if application.client_type == "public":
            shown.pop("client_secret")
        elif not self.shows_secrets:
            shown["client_secret"] = stars
        return shown

    def validate(self, values):
        grant_type = values.get("authorization_grant_type", getattr(self.instance, "authorization_grant_type", None))
        uris = values.get("redirect_uris", getattr(self.instance, "redirect_uris", ""))
        if grant_type == "authorization-code" and not uris.strip():
            raise serializers.ValidationError({"redirect_uris": ["redirect_uris cannot be empty with grant_type authorization-code"]})
        return values

    def update(self, application, values):
        for fixed in ("authorization_grant_type", "organization"):
            values.pop(fixed, None)
        return super().update(application, values)


class TokenSerializer(Shown):
    type = Constant("o_auth2_access_token")
    token = serializers.SerializerMethodField()
    refresh_token = serializers.SerializerMethodField()
    application = serializers.PrimaryKeyRelatedField(
        queryset=OAuth2Application.objects.all(), required=False, allow_null=True
    )

    class Meta:
        model = OAuth2AccessToken
        fields = """id type url summary_fields created modified description user token refresh_token application
            expires scope last_used""".split()
        read_only_fields = ["user", "expires", "last_used"]

    def get_url(self, token):
        return f"/api/v2/tokens/{token.pk}/"

    def get_summary_fields(self, token):
        user, application = token.user, token.application
        fields = {"user": {"id": user.pk, "username": user.username}}
        if application:
            fields["application"] = {"id": application.pk, "name": application.name}
        return fields

    def get_token(self, token):
        return token.token if self.shows_secrets else stars

    def get_refresh_token(self, token):
        refresh_token = getattr(token, "refresh_token", None)
        if not refresh_token:
            return None
        return refresh_token.token if self.shows_secrets else stars

    def validate_scope(self, value):
        if not value or not set(value.split()) <= {"read", "write"}:
            raise serializers.ValidationError(
                "Must be a simple space-separated string with allowed scopes ['read', 'write']."
            )
        return value

    def create(self, values):
        user = self.context["request"].user
        life = oauth2_settings.ACCESS_TOKEN_EXPIRE_SECONDS
        try:
            token = OAuth2AccessToken(
                user=user, token=generate_token(), expires=now() + timedelta(seconds=life), **values
            )
            token.save()
        except AccessDeniedError as error:
            raise PermissionDenied(str(error)) from error
        if token.application:
            RefreshToken.objects.create(
                user=user, token=generate_token(), application=token.application, access_token=token
            )
        return token


class TokenDetailSerializer(TokenSerializer):
    """Of a token that exists only scope and description can be changed."""

    class Meta(TokenSerializer.Meta):
        read_only_fields = ["user", "expires", "last_used", "application"]

    application = serializers.PrimaryKeyRelatedField(read_only=True)
