# SPDX-License-Identifier: MIT
"""Meetings, seats and stays, with the indexes that the measured requests need."""
import uuid

from django.conf import settings
from django.db import models


class Meeting(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=16, unique=True)
    title = models.CharField(max_length=200)
    meeting_type = models.CharField(max_length=16, default="instant")
    access_type = models.CharField(max_length=16, default="public")
    max_participants = models.PositiveIntegerField(default=12)
    host = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-created_at", "-id"])]


class Participant(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=16, default="participant")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="one_seat")]


class Stay(models.Model):
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
