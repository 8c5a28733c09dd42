# SPDX-License-Identifier: MIT
"""Lessons, their films, and the webhook messages that have been taken."""
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse


class Lesson(models.Model):
    class State(models.TextChoices):
        NEW = "new", "no room yet"
        PLANNED = "planned", "planned"
        RUNNING = "running", "running"
        ENDED = "ended", "over"
        CANCELLED = "cancelled", "cancelled"

    FINAL = (State.ENDED, State.CANCELLED)

    # Also the Idempotency-Key: however often we ask, a lesson gets one meeting.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tutor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="teaches")
    pupils = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="attends", blank=True)
    title = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=45)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    meeting_id = models.UUIDField(null=True, unique=True, editable=False)
    join_url = models.URLField(blank=True, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    told_at = models.DateTimeField(null=True, editable=False)  # of the newest change by Lectern

    class Meta:
        ordering = ["starts_at", "id"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("lesson", args=[self.pk])

    @property
    def is_open(self):
        return self.state in (self.State.PLANNED, self.State.RUNNING)

    @property
    def ends_at(self):
        return self.starts_at + timedelta(minutes=self.minutes)


class Film(models.Model):
    """A recording of a lesson. Lectern keeps the film itself."""

    class State(models.TextChoices):
        RECORDING = "recording", "being recorded"
        READY = "ready", "ready"
        DELETED = "deleted", "deleted"

    recording_id = models.UUIDField(primary_key=True)
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="films")
    title = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices)
    seconds = models.PositiveIntegerField(null=True)
    expires_at = models.DateTimeField(null=True)


class Delivery(models.Model):
    """A message of Lectern's that has been taken. It may come again, and counts once."""

    KEPT = timedelta(days=30)

    message_id = models.CharField(primary_key=True, max_length=64)
    event = models.CharField(max_length=40)
    received_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name_plural = "deliveries"
