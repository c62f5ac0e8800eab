"""Who may do what, as in AWX: roles first, then the token's scope as a mask over them."""

from oauth2_provider.contrib.rest_framework import OAuth2Authentication
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated


class TokenAuthentication(OAuth2Authentication):
    def authenticate(self, request):
        result = super().authenticate(request)
        if result:
            user, token = result
            user.oauth_scopes = token.scope.split()
        return result


class ScopePermission(IsAuthenticated):
    def has_permission(self, request, view):
        if not super().has_permission(request, view):
            return False
        return request.method in SAFE_METHODS or "write" in getattr(request.user, "oauth_scopes", ["write"])


def administers(user, organization):
    return user.is_superuser or (organization is not None and organization in user.admin_of_organizations.all())


def may_change_token(user, token):
    return token.user == user or administers(user, token.application.organization if token.application else None)
