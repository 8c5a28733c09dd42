# SPDX-License-Identifier: MIT
from django.contrib import admin

from lessons.models import Delivery, Film, Lesson


@admin.register(Lesson)
class LessonAdmin(admin.ModelAdmin):
    list_display = ["title", "tutor", "starts_at", "state"]
    list_filter = ["state"]


admin.site.register([Film, Delivery])
