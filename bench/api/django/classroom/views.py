# SPDX-License-Identifier: MIT
"""The measured requests, each with the fewest queries that Django needs for it."""
import base64
import hashlib
import hmac
import secrets
import time

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Min
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import serializers, status
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.response import Response
from rest_framework_simplejwt.tokens import AccessToken

from classroom.models import Meeting, Participant

PAGE = 20


class MeetingSerializer(serializers.ModelSerializer):
    meeting_id = serializers.UUIDField(source="id", read_only=True)
    host = serializers.CharField(source="host.first_name", read_only=True)

    class Meta:
        model = Meeting
        fields = [
            "meeting_id",
            "code",
            "title",
            "meeting_type",
            "access_type",
            "max_participants",
            "host",
            "created_at",
            "ended_at",
        ]
        read_only_fields = ["code", "created_at", "ended_at"]


class AttendanceSerializer(serializers.Serializer):
    participant_id = serializers.UUIDField(source="id")
    user_id = serializers.IntegerField()
    name = serializers.CharField()
    role = serializers.CharField()
    joined_at = serializers.DateTimeField()
    left_at = serializers.DateTimeField()
    stays = serializers.IntegerField()


@api_view(["GET"])
@authentication_classes([])
@permission_classes([])
def site(request):
    return Response({"name": "Bench School", "registration": "closed", "guests": True})


@api_view(["GET"])
def meeting(request, meeting_id):
    found = get_object_or_404(Meeting.objects.select_related("host"), pk=meeting_id)
    return Response(MeetingSerializer(found).data)


@api_view(["GET"])
def meetings(request):
    seats = Participant.objects.filter(user=request.user).values("meeting")
    page = Meeting.objects.filter(pk__in=seats).select_related("host")
    page = page.order_by("-created_at", "-id")[:PAGE]
    return Response({"meetings": MeetingSerializer(page, many=True).data})


@api_view(["GET"])
def participants(request, meeting_id):
    found = get_object_or_404(Meeting, pk=meeting_id)
    if found.host_id != request.user.pk:
        return Response({"error": "Only the host may see this."}, status.HTTP_403_FORBIDDEN)
    people = Participant.objects.filter(meeting=found, stay__isnull=False).annotate(
        joined_at=Min("stay__joined_at"), left_at=Max("stay__left_at"), stays=Count("stay")
    )
    return Response({"participants": AttendanceSerializer(people, many=True).data})


@api_view(["POST"])
def create(request):
    body = MeetingSerializer(data=request.data)
    body.is_valid(raise_exception=True)
    now = timezone.now()
    with transaction.atomic():
        made = body.save(host=request.user, code=secrets.token_hex(6), created_at=now)
        Participant.objects.create(
            meeting=made,
            user=request.user,
            name=request.user.first_name,
            role="host",
            created_at=now,
        )
    return Response(MeetingSerializer(made).data, status.HTTP_201_CREATED)


def ice_servers(user):
    name = f"{int(time.time()) + 86400}:{user.pk}"
    mac = hmac.new(settings.SECRET_KEY.encode(), name.encode(), hashlib.sha1).digest()
    return [
        {
            "urls": ["turn:127.0.0.1:3478?transport=udp", "turn:127.0.0.1:3478?transport=tcp"],
            "username": name,
            "credential": base64.b64encode(mac).decode(),
        }
    ]


@api_view(["POST"])
def join(request, meeting_id):
    # No transaction around it all: with SQLite, a read before the write would make it fail as
    # soon as two requests join at once.
    found = get_object_or_404(Meeting, pk=meeting_id)
    if found.ended_at:
        return Response({"error": "This meeting has ended."}, status.HTTP_410_GONE)
    present = Participant.objects.filter(meeting=found, stay__left_at=None, stay__isnull=False)
    if present.count() >= found.max_participants:
        return Response({"error": "This meeting is full."}, status.HTTP_409_CONFLICT)
    seat, _ = Participant.objects.get_or_create(
        meeting=found,
        user=request.user,
        defaults={"name": request.user.first_name, "created_at": timezone.now()},
    )
    token = AccessToken.for_user(request.user)
    token["participant_id"] = str(seat.pk)
    return Response(
        {
            "status": "joined",
            "participant_id": seat.pk,
            "role": seat.role,
            "token": str(token),
            "signaling_url": "ws://127.0.0.1/ws",
            "ice_servers": ice_servers(request.user),
        }
    )
