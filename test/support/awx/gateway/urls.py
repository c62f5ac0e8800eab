"""django-ansible-base's own addresses, and the few of the gateway that it does not bring itself."""

from ansible_base.lib.dynamic_config.dynamic_urls import api_version_urls, root_urls
from django.urls import include, path
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from .models import Organization, User


class UserSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ["id", "username", "is_superuser"]


class OrganizationSerializer(serializers.ModelSerializer):
    class Meta:
        model = Organization
        fields = ["id", "name", "description"]


class Me(ListAPIView):
    serializer_class = UserSerializer

    def get_queryset(self):
        return User.objects.filter(pk=self.request.user.pk)


class Users(ListAPIView):
    serializer_class = UserSerializer
    queryset = User.objects.all()


class Organizations(ListAPIView):
    serializer_class = OrganizationSerializer
    queryset = Organization.objects.order_by("id")



version_urls = [
    path("me/", Me.as_view()),
    path("users/", Users.as_view(), name="user-list"),
    path("users/<int:pk>/", Users.as_view(), name="user-detail"),
    path("organizations/", Organizations.as_view(), name="organization-list"),
    path("organizations/<int:pk>/", Organizations.as_view(), name="organization-detail"),
    *api_version_urls,
]
urlpatterns = [path("api/gateway/v1/", include(version_urls)), *root_urls]
