# SPDX-License-Identifier: MIT
from django.contrib import admin
from django.urls import include, path
from oauth2_provider.views import ConnectDiscoveryInfoView
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView

from lessons.tokens import WithNames

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("django.contrib.auth.urls")),
    path("api/token/", TokenObtainPairView.as_view(serializer_class=WithNames)),
    path("api/token/refresh/", TokenRefreshView.as_view()),
    # OpenID Connect Discovery 1.0 writes this path without a slash at its end; older releases of
    # django-oauth-toolkit know it only with one.
    path("o/.well-known/openid-configuration", ConnectDiscoveryInfoView.as_view()),
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    path("", include("lessons.urls")),
]
