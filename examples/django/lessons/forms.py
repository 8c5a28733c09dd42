# SPDX-License-Identifier: MIT
from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone

from lessons.models import Lesson


class LessonForm(forms.ModelForm):
    class Meta:
        model = Lesson
        fields = ["title", "starts_at", "minutes", "pupils"]
        labels = {"starts_at": "Start"}
        widgets = {
            "starts_at": forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            ),
            "minutes": forms.NumberInput(attrs={"min": 5, "max": 1440, "step": 5}),
            "pupils": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args, tutor, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.tutor = tutor
        people = (
            get_user_model().objects.filter(is_active=True, is_staff=False).exclude(pk=tutor.pk)
        )
        self.fields["pupils"].queryset = people.order_by("last_name", "first_name")
        self.fields["pupils"].label_from_instance = lambda user: user.get_full_name() or str(user)
        self.fields["starts_at"].input_formats = ["%Y-%m-%dT%H:%M"]

    def clean_starts_at(self):
        starts_at = self.cleaned_data["starts_at"]
        if starts_at < timezone.now():
            raise forms.ValidationError("This time is over.")
        return starts_at

    def clean_minutes(self):
        minutes = self.cleaned_data["minutes"]
        if not 5 <= minutes <= 1440:
            raise forms.ValidationError("A lesson takes 5 minutes to 24 hours.")
        return minutes
