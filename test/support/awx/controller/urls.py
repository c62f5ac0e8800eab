from django.urls import path
from oauth2_provider import views as oauth_views

from . import views

urlpatterns = [
    path("api/", views.Root.as_view()),
    path("api/login/", views.Login.as_view()),
    path("api/o/authorize/", oauth_views.AuthorizationView.as_view(), name="authorize"),
    path("api/o/token/", views.OAuthToken.as_view(), name="token"),
    path("api/o/revoke_token/", oauth_views.RevokeTokenView.as_view(), name="revoke-token"),
    path("api/v2/", views.VersionRoot.as_view()),
    path("api/v2/ping/", views.Ping.as_view()),
    path("api/v2/me/", views.Me.as_view()),
    path("api/v2/users/", views.Users.as_view()),
    path("api/v2/users/<str:user>/personal_tokens/", views.PersonalTokens.as_view()),
    path("api/v2/users/<int:user>/applications/", views.UserApplications.as_view()),
    path("api/v2/organizations/", views.Organizations.as_view()),
    path("api/v2/applications/", views.Applications.as_view()),
    path("api/v2/applications/<int:pk>/", views.Application.as_view()),
    path("api/v2/applications/<int:pk>/tokens/", views.ApplicationTokens.as_view()),
    path("api/v2/tokens/", views.Tokens.as_view()),
    path("api/v2/tokens/<int:pk>/", views.Token.as_view()),
]
