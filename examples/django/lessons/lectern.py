# SPDX-License-Identifier: MIT
"""Requests to Lectern's REST API, each on behalf of one user of the school (docs/api.md)."""
import requests
from django.conf import settings

from lessons.tokens import access_token

TIMEOUT = (3.05, 15)  # seconds: to connect, between two pieces of the answer


class Refused(Exception):
    """Lectern said no, or could not be asked; the text is a sentence for people."""


class Lectern:
    def __init__(self, token):
        self.token = token

    @classmethod
    def of(cls, user):
        return cls(access_token(user))

    def ask(self, method, path, body=None, key=None):
        headers = {"Authorization": "Bearer " + self.token}
        if key:
            headers["Idempotency-Key"] = str(key)
        try:
            answer = requests.request(
                method,
                settings.LECTERN_URL + path,
                json=body,
                headers=headers,
                timeout=TIMEOUT,
                allow_redirects=False,
            )
            said = answer.json() if answer.content else {}
        except (requests.RequestException, ValueError) as error:
            raise Refused("The meeting server does not answer.") from error
        if not answer.ok:
            raise Refused(said.get("detail") or "The meeting server refuses.")
        return said

    def create_meeting(self, lesson):
        """The Meeting of this lesson. A second request gets the same one for 24 hours."""
        body = {
            "title": lesson.title,
            "type": "scheduled",
            "scheduled_at": lesson.starts_at.isoformat(),
            "duration_minutes": lesson.minutes,
            "timezone": settings.TIME_ZONE,
        }
        return self.ask("POST", "/api/meeting/create/", body, key=lesson.pk)

    def cancel_meeting(self, lesson):
        self.ask("DELETE", f"/api/meeting/{lesson.meeting_id}/")

    def make_webhook(self, url, events):
        """The Webhook with its secret. The token is an administrator's."""
        return self.ask("POST", "/api/webhooks/", {"url": url, "events": events})
