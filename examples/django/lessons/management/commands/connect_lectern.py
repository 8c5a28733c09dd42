# SPDX-License-Identifier: MIT
"""Makes the two sides know each other. Run it again after either has moved to another address.

LECTERN_TOKEN in the environment is a token of one of Lectern's administrators, such as an API token
with the scope `admin`. Without it, no webhook is made."""
import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from oauth2_provider.models import get_application_model

from lessons.lectern import Lectern, Refused
from lessons.webhook import EVENTS


class Command(BaseCommand):
    help = "registers Lectern's sign-in page here, and our webhook at Lectern"

    def handle(self, **options):
        application = get_application_model()
        application.objects.update_or_create(
            client_id="lectern",
            defaults={
                "name": "Lectern",
                "client_secret": settings.STATE_DIR.joinpath("oidc_secret").read_text().strip(),
                "client_type": application.CLIENT_CONFIDENTIAL,
                "authorization_grant_type": application.GRANT_AUTHORIZATION_CODE,
                "algorithm": application.RS256_ALGORITHM,
                "redirect_uris": settings.LECTERN_URL + "/api/auth/oidc/school/callback",
                "skip_authorization": True,  # it is the school's own
            },
        )
        token = os.environ.get("LECTERN_TOKEN")
        if token:
            self.make_webhook(token)

    def make_webhook(self, token):
        url = settings.SCHOOL_URL + reverse("lectern-webhook")
        try:
            made = Lectern(token).make_webhook(url, EVENTS)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        path = settings.STATE_DIR / "webhook_secret"
        path.touch(mode=0o600)
        path.write_text(made["secret"] + "\n")
        self.stdout.write(f"webhook {made['webhook_id']} to {url}")
