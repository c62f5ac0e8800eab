"""AWX's views, as far as its OAuth needs them."""

from datetime import timedelta

from django.contrib.auth import authenticate, login
from django.contrib.auth.models import User
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.views import View
from oauth2_provider import views as oauth_views
from oauth2_provider.models import RefreshToken
from oauth2_provider.settings import oauth2_settings
from oauthlib.oauth2 import AccessDeniedError
from rest_framework import generics
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from .access import administers, may_change_token
from .models import OAuth2AccessToken, OAuth2Application, Organization
from .serializers import (
    ApplicationSerializer,
    OrganizationSerializer,
    TokenDetailSerializer,
    TokenSerializer,
    UserSerializer,
)


class Root(APIView):
    permission_classes = [AllowAny]

    def get(self, request):
        return Response(
            {
                "description": "AWX REST API",
                "current_version": "/api/v2/",
                "available_versions": {"v2": "/api/v2/"},
                "oauth2": "/api/o/",
            }
        )


class VersionRoot(APIView):
    permission_classes = [AllowAny]

    def get(self, request):
        names = ["ping", "me", "users", "organizations", "applications", "tokens"]
        return Response({name: f"/api/v2/{name}/" for name in names})


class Ping(APIView):
    permission_classes = [AllowAny]

    def get(self, request):
        return Response({"version": "24.6.1", "ha": False})


class Login(View):
    """The least of a login page."""

    def get(self, request):
        get_token(request)
        return HttpResponse('<form method="post"><input name="username"><input name="password" type="password"></form>')

    def post(self, request):
        user = authenticate(username=request.POST.get("username"), password=request.POST.get("password"))
        if not user:
            return HttpResponse("wrong", status=401)
        login(request, user)
        target = request.GET.get("next") or request.POST.get("next") or "/api/"
        return HttpResponseRedirect(target if target.startswith("/api/") else "/api/")


class Listing(generics.ListCreateAPIView):
    def may_add(self, user):
        return True

    def options(self, request, *args, **kwargs):
        return Response(self.metadata_class().determine_metadata(request, self))

    def filter_queryset(self, queryset):
        names = {field.name for field in queryset.model._meta.get_fields()}
        given = {name: value for name, value in self.request.query_params.items() if name in names}
        return queryset.filter(**given).distinct()


class Me(Listing):
    http_method_names = ["get", "options"]
    serializer_class = UserSerializer

    def get_queryset(self):
        return User.objects.filter(pk=self.request.user.pk).order_by("id")


class Users(Listing):
    http_method_names = ["get", "options"]
    serializer_class = UserSerializer

    def get_queryset(self):
        return User.objects.order_by("id")


class Organizations(Listing):
    http_method_names = ["get", "options"]
    serializer_class = OrganizationSerializer

    def get_queryset(self):
        user = self.request.user
        everything = Organization.objects.order_by("id")
        return everything if user.is_superuser else everything.filter(Q(members=user) | Q(admins=user))


def visible_applications(user):
    if user.is_superuser:
        return OAuth2Application.objects.all()
    return OAuth2Application.objects.filter(organization__in=Organization.objects.filter(Q(members=user) | Q(admins=user)))


class Applications(Listing):
    serializer_class = ApplicationSerializer

    def get_queryset(self):
        return visible_applications(self.request.user)

    def may_add(self, user):
        return user.is_superuser or user.admin_of_organizations.exists()

    def perform_create(self, serializer):
        if not administers(self.request.user, serializer.validated_data["organization"]):
            raise PermissionDenied()
        serializer.save()


class UserApplications(Applications):
    """Made for one user, whichever organizations they are in."""

    def get_queryset(self):
        return OAuth2Application.objects.filter(user=self.kwargs["user"])

    def get_serializer(self, *args, **kwargs):
        serializer = super().get_serializer(*args, **kwargs)
        if "data" in kwargs:
            serializer.fields["organization"].required = False
            serializer.validators = []  # of name and organization together, which makes both required
        return serializer

    def perform_create(self, serializer):
        owner = get_object_or_404(User, pk=self.kwargs["user"])
        organization = serializer.validated_data.get("organization")
        if not administers(self.request.user, organization) and (organization or owner != self.request.user):
            raise PermissionDenied()
        serializer.save(user=owner)


class Detail(generics.RetrieveUpdateDestroyAPIView):
    def options(self, request, *args, **kwargs):
        return Response({}, headers={"Allow": ", ".join(self.allowed_methods)})


class Application(Detail):
    serializer_class = ApplicationSerializer

    def get_queryset(self):
        return visible_applications(self.request.user)

    def check_object_permissions(self, request, application):
        if request.method != "GET" and not administers(request.user, application.organization):
            raise PermissionDenied()


def visible_tokens(user):
    if user.is_superuser:
        return OAuth2AccessToken.objects.all()
    return OAuth2AccessToken.objects.filter(Q(user=user) | Q(application__organization__admins=user)).distinct()


class Tokens(Listing):
    serializer_class = TokenSerializer

    def get_queryset(self):
        return visible_tokens(self.request.user)


class ApplicationTokens(Tokens):
    def get_queryset(self):
        application = get_object_or_404(visible_applications(self.request.user), pk=self.kwargs["pk"])
        return super().get_queryset().filter(application=application)


class PersonalTokens(Tokens):
    """AWX takes a user's name in place of the id."""

    @property
    def owner(self):
        named = self.kwargs["user"]
        return get_object_or_404(User, **({"pk": named} if named.isdigit() else {"username": named}))

    def get_queryset(self):
        return super().get_queryset().filter(user=self.owner, application=None)

    def perform_create(self, serializer):
        if self.owner != self.request.user:
            raise PermissionDenied()
        serializer.save(application=None)


class Token(Detail):
    serializer_class = TokenDetailSerializer

    def get_queryset(self):
        return visible_tokens(self.request.user)

    def check_object_permissions(self, request, token):
        if request.method != "GET" and not may_change_token(request.user, token):
            raise PermissionDenied()


class OAuthToken(oauth_views.TokenView):
    def create_token_response(self, request):
        # The library itself never lets a refresh token expire, so AWX does it in front.
        used = RefreshToken.objects.filter(token=request.POST.get("refresh_token", "")).first()
        life = timedelta(seconds=oauth2_settings.REFRESH_TOKEN_EXPIRE_SECONDS)
        if used and used.created + life < now():
            return request.build_absolute_uri(), {}, "The refresh token has expired.", "403"
        try:
            return super().create_token_response(request)
        except AccessDeniedError as error:
            return request.build_absolute_uri(), {}, str(error), "403"
