# SPDX-License-Identifier: MIT
"""The pages of tutors and pupils. A tutor is who may add lessons."""
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from lessons.forms import LessonForm
from lessons.lectern import Lectern, Refused
from lessons.models import Lesson


def lessons_of(user):
    return Lesson.objects.filter(Q(tutor=user) | Q(pupils=user)).distinct()


def make_room(lesson):
    """Asks Lectern for the meeting of a lesson that has none. Raises Refused."""
    made = Lectern.of(lesson.tutor).create_meeting(lesson)
    # The condition keeps a message that was quicker than this answer.
    Lesson.objects.filter(pk=lesson.pk, meeting_id=None).update(
        meeting_id=made["meeting_id"], join_url=made["join_url"], state=Lesson.State.PLANNED
    )


@login_required
def lesson_list(request):
    shown = lessons_of(request.user).select_related("tutor")
    return render(
        request,
        "lessons/list.html",
        {
            "coming": shown.exclude(state__in=Lesson.FINAL),
            "past": shown.filter(state__in=Lesson.FINAL).order_by("-starts_at")[:20],
        },
    )


@permission_required("lessons.add_lesson", raise_exception=True)
def lesson_new(request):
    form = LessonForm(request.POST or None, tutor=request.user)
    if not form.is_valid():
        return render(request, "lessons/new.html", {"form": form})
    lesson = form.save()
    return open_room(request, lesson)


def open_room(request, lesson):
    try:
        make_room(lesson)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(lesson)


@login_required
def lesson_detail(request, pk):
    lesson = get_object_or_404(lessons_of(request.user), pk=pk)
    return render(
        request,
        "lessons/detail.html",
        {
            "lesson": lesson,
            "teaches": lesson.tutor == request.user,
            "films": lesson.films.exclude(state="deleted"),
            "sign_in_url": settings.LECTERN_URL + "/api/auth/oidc/school/start",
        },
    )


@login_required
@require_POST
def lesson_open(request, pk):
    """Once more, where Lectern did not answer."""
    return open_room(request, get_object_or_404(Lesson, pk=pk, tutor=request.user))


@login_required
@require_POST
def lesson_cancel(request, pk):
    lesson = get_object_or_404(Lesson, pk=pk, tutor=request.user)
    try:
        if lesson.meeting_id:
            Lectern.of(request.user).cancel_meeting(lesson)
        Lesson.objects.filter(pk=pk).exclude(state__in=Lesson.FINAL).update(
            state=Lesson.State.CANCELLED
        )
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(lesson)
