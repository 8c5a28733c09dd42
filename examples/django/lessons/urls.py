# SPDX-License-Identifier: MIT
from django.urls import include, path
from rest_framework.routers import SimpleRouter

from lessons import views, webhook
from lessons.api import LessonViewSet

router = SimpleRouter()
router.register("lessons", LessonViewSet, basename="lesson-api")

urlpatterns = [
    path("", views.lesson_list, name="lessons"),
    path("lessons/new/", views.lesson_new, name="lesson-new"),
    path("lessons/<uuid:pk>/", views.lesson_detail, name="lesson"),
    path("lessons/<uuid:pk>/open/", views.lesson_open, name="lesson-open"),
    path("lessons/<uuid:pk>/cancel/", views.lesson_cancel, name="lesson-cancel"),
    path("api/", include(router.urls)),
    path("lectern/webhook/", webhook.receive, name="lectern-webhook"),
]
