# SPDX-License-Identifier: MIT
from django.urls import path

from classroom import views

urlpatterns = [
    path("api/site", views.site),
    path("api/meetings/", views.meetings),
    path("api/meeting/create/", views.create),
    path("api/meeting/<uuid:meeting_id>/", views.meeting),
    path("api/meeting/<uuid:meeting_id>/participants/", views.participants),
    path("api/meeting/join/<uuid:meeting_id>/", views.join),
]
