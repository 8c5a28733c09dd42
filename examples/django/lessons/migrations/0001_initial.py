# SPDX-License-Identifier: MIT

from django.conf import settings
from django.db import migrations, models
import django.db.models.deletion
import uuid


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("message_id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("event", models.CharField(max_length=40)),
                ("received_at", models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
            options={
                "verbose_name_plural": "deliveries",
            },
        ),
        migrations.CreateModel(
            name="Lesson",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("starts_at", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField(default=45)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "no room yet"),
                            ("planned", "planned"),
                            ("running", "running"),
                            ("ended", "over"),
                            ("cancelled", "cancelled"),
                        ],
                        default="new",
                        max_length=10,
                    ),
                ),
                ("meeting_id", models.UUIDField(editable=False, null=True, unique=True)),
                ("join_url", models.URLField(blank=True, editable=False)),
                ("started_at", models.DateTimeField(editable=False, null=True)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
                ("told_at", models.DateTimeField(editable=False, null=True)),
                (
                    "pupils",
                    models.ManyToManyField(
                        blank=True, related_name="attends", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "tutor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="teaches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Film",
            fields=[
                ("recording_id", models.UUIDField(primary_key=True, serialize=False)),
                ("title", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("recording", "being recorded"),
                            ("ready", "ready"),
                            ("deleted", "deleted"),
                        ],
                        max_length=10,
                    ),
                ),
                ("seconds", models.PositiveIntegerField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                (
                    "lesson",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="films",
                        to="lessons.lesson",
                    ),
                ),
            ],
        ),
    ]
