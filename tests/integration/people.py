# SPDX-License-Identifier: MIT
"""People and meetings of the suites that use the web side: accounts by REST, seats by WebSocket."""
from lecternd import connect
from websocket import WebSocket


def register_admin(daemon):
    status, tokens = daemon.request(
        "POST",
        "/api/auth/register",
        {
            "email": "ada@example.org",
            "name": "Ada",
            "password": "correct horse battery",
            "invitation": daemon.admin_link,
        },
    )
    assert status == 201, tokens
    return tokens


def create_meeting(daemon, token, **fields):
    status, meeting = daemon.request(
        "POST", "/api/meeting/create/", {"title": "Algebra", **fields}, token
    )
    assert status == 201, meeting
    return meeting


def guest_token(daemon, meeting, name):
    status, guest = daemon.request(
        "POST", "/api/auth/guest", {"code": meeting["code"], "name": name}
    )
    assert status == 200, guest
    return guest["access"]


def joined_socket(daemon, token, meeting, tls=None):
    address = daemon.ready["https" if tls else "http"][0]
    ws = WebSocket(
        connect(address, tls), address, origin=("https://" if tls else "http://") + address
    )
    assert ws.status == 101, ws.status
    ws.send(type="auth", token=token)
    ws.until("welcome")
    ws.send(type="join", meetingId=meeting)
    return ws, ws.until("joined")
