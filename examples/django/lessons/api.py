# SPDX-License-Identifier: MIT
"""The same lessons for programs: an app of the pupils, with the tokens of /api/token/."""
from rest_framework import serializers, viewsets

from lessons.models import Film, Lesson
from lessons.views import lessons_of


class FilmSerializer(serializers.ModelSerializer):
    class Meta:
        model = Film
        fields = ["recording_id", "title", "state", "seconds", "expires_at"]


class LessonSerializer(serializers.ModelSerializer):
    films = FilmSerializer(many=True, read_only=True)

    class Meta:
        model = Lesson
        fields = [
            "id",
            "title",
            "starts_at",
            "minutes",
            "state",
            "meeting_id",
            "join_url",
            "started_at",
            "ended_at",
            "films",
        ]


class LessonViewSet(viewsets.ReadOnlyModelViewSet):
    serializer_class = LessonSerializer

    def get_queryset(self):
        return lessons_of(self.request.user).prefetch_related("films")
