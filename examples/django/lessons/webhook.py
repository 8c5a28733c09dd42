# SPDX-License-Identifier: MIT
"""Lectern tells us what happens (docs/webhooks.md). A message counts if its signature and its time
are right (Standard Webhooks 1.0.0), and once, however often it comes."""
import base64
import binascii
import hashlib
import hmac
import json
import time
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from lessons.models import Delivery, Film, Lesson

TOLERANCE = timedelta(minutes=5)
EVENTS = [
    "meeting.updated",
    "meeting.started",
    "meeting.ended",
    "meeting.cancelled",
    "recording.started",
    "recording.ready",
    "recording.deleted",
]


class Forged(Exception):
    """The message is not Lectern's, or too old."""


def webhook_secrets():
    """`whsec_…`, one a line, two while a new one takes over; from manage.py connect_lectern."""
    return (settings.STATE_DIR / "webhook_secret").read_text().split()


def signature(secret, message_id, timestamp, body):
    key = base64.b64decode(secret[len("whsec_") :])
    signed = f"{message_id}.{timestamp}.".encode() + body
    return base64.b64encode(hmac.digest(key, signed, hashlib.sha256))


def verify(headers, body, secrets, now=None):
    """The message's id. Raises Forged."""
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not (0 < len(message_id) <= 64 and timestamp.isascii() and timestamp.isdigit()):
        raise Forged
    age = (time.time() if now is None else now) - int(timestamp[:16])
    if abs(age) > TOLERANCE.total_seconds():
        raise Forged
    given = headers.get("webhook-signature", "").split()
    signatures = [text[3:].encode() for text in given if text.startswith("v1,")]
    right = [signature(secret, message_id, timestamp, body) for secret in secrets]
    if not any(hmac.compare_digest(one, other) for one in signatures for other in right):
        raise Forged
    return message_id


@csrf_exempt  # the signature says who sends it
@require_POST
def receive(request):
    try:
        message_id = verify(request.headers, request.body, webhook_secrets())
        message = json.loads(request.body)
    except (Forged, binascii.Error, ValueError):
        return HttpResponse(status=401)
    try:
        # One transaction: a message is remembered if and only if it has been carried out.
        with transaction.atomic():
            Delivery.objects.create(message_id=message_id, event=message["type"])
            carry_out(message["type"], parse_datetime(message["timestamp"]), message["data"])
    except IntegrityError:
        if not Delivery.objects.filter(pk=message_id).exists():
            raise
    Delivery.objects.filter(received_at__lt=timezone.now() - Delivery.KEPT).delete()
    return HttpResponse(status=204)


def carry_out(event, at, data):
    """Messages may come in another order than things happened."""
    lesson = Lesson.objects.select_for_update().filter(meeting_id=data["meeting_id"]).first()
    if lesson is None:  # a meeting that somebody made at Lectern itself
        return
    if event == "meeting.started":
        lesson.started_at = min(filter(None, [lesson.started_at, at]))
        if lesson.state == Lesson.State.PLANNED:
            lesson.state = Lesson.State.RUNNING
    elif event == "meeting.ended":
        lesson.ended_at, lesson.state = at, Lesson.State.ENDED
    elif event == "meeting.cancelled":
        lesson.state = Lesson.State.CANCELLED
    elif event == "meeting.updated" and (lesson.told_at is None or lesson.told_at <= at):
        lesson.told_at, lesson.title = at, data["title"]
        lesson.starts_at = parse_datetime(data["scheduled_at"] or "") or lesson.starts_at
        lesson.minutes = data["duration_minutes"] or lesson.minutes
    elif event.startswith("recording."):
        record(lesson, event, data)
    lesson.save()


def record(lesson, event, data):
    film = Film.objects.filter(pk=data["recording_id"]).first()
    film = film or Film(recording_id=data["recording_id"], lesson=lesson)
    if event == "recording.deleted":
        film.state = Film.State.DELETED
    elif film.state != Film.State.DELETED and (event == "recording.ready" or not film.state):
        film.state = Film.State.READY if event == "recording.ready" else Film.State.RECORDING
        film.title, film.seconds = data["title"], data["duration_seconds"]
        film.expires_at = parse_datetime(data["expires_at"])
    film.save()
