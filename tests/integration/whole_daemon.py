# SPDX-License-Identifier: MIT
"""A daemon with all its parts on, so that /metrics has every metric there is: PostgreSQL with a
replica for lists, Redis, mails, Google Calendar, the session log, the relay."""
import os

from lecternd import DEADLINE, endpoint
from postgres_server import PostgresServer
from redis_server import RedisServer

SITE = "https://meet.test.example"
# A port of this machine where nobody listens: mails and calendars wait.
NOBODY = "127.0.0.1:1"


def start(place, turn=""):
    """Starts it. `turn` is added to [turn]."""
    postgres, redis = PostgresServer(place), RedisServer(place)
    secret = os.path.join(place.folder, "google.secret")
    with open(secret, "w", encoding="ascii") as file:
        file.write("a secret of a client at Google\n")
    text = place.config(
        f"""[auth]
registration = "open"
jwt_secrets = ["a secret of all nodes, long enough for a site"]
[store]
url = "{postgres.url}"
replica_url = "{postgres.url}"
[cluster]
{redis.setting()}
listen = "127.0.0.1:0"
[mail]
url = "smtp://{NOBODY}"
from = "Test School <meet@test.example>"
[google]
client_id = "a-client.apps.example"
client_secret_file = "{secret}"
authorization_url = "http://{NOBODY}/auth"
token_url = "http://{NOBODY}/token"
revocation_url = "http://{NOBODY}/revoke"
calendar_url = "http://{NOBODY}/calendar/v3"
""",
        turn=f"""secrets = ["a secret of all relays, long enough"]
session_log = "{place.folder}/sessions.json"
{turn}""",
    ).replace('name = "Test School"', f'name = "Test School"\npublic_url = "{SITE}"')
    return place.daemon(text)


def exposition(daemon):
    """The text of /metrics."""
    status, text = daemon.request("GET", "/metrics", address=daemon.ready["metrics"])
    assert status == 200, status
    return text


def address(daemon):
    host, port = endpoint(daemon.ready["metrics"])
    return f"{host}:{port}"


__all__ = ["DEADLINE", "address", "exposition", "start"]
