# SPDX-License-Identifier: MIT
"""A tutor and two pupils to try the site with, all with the password of the environment variable
SCHOOL_PASSWORD. People who are there stay as they are."""
import os

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand

PEOPLE = [("tina", "Tina", "Turing"), ("pia", "Pia", "Peano"), ("paul", "Paul", "Pascal")]


class Command(BaseCommand):
    help = "makes tina, a tutor, and pia and paul, her pupils"

    def handle(self, **options):
        tutors, _ = Group.objects.get_or_create(name="tutors")
        tutors.permissions.set(Permission.objects.filter(codename="add_lesson"))
        users = get_user_model().objects
        for username, first, last in PEOPLE:
            if users.filter(username=username).exists():
                continue
            user = users.create_user(
                username,
                f"{username}@school.example",
                os.environ["SCHOOL_PASSWORD"],
                first_name=first,
                last_name=last,
            )
            if username == "tina":
                user.groups.add(tutors)
