#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What administrators see and set, in the real daemon: settings count at once, survive a restart
and give way to the file; mails carry them; the relay's sessions have rates."""
import time

import suite
from lecternd import DEADLINE, endpoint
from mail import bodies, mail_section, need_aiosmtpd
from mail_servers import Scripted
from operation import PEERS, Peer, talk
from people import create_meeting, register_admin
from turn_client import Client
from wires import UdpWire

import certificate


def unnamed(text):
    """The configuration without the keys that the tests set."""
    return text.replace('name = "Test School"\n', "")


def change(daemon, token, **settings):
    body = {name.replace("__", "."): value for name, value in settings.items()}
    status, answer = daemon.request("PATCH", "/api/admin/settings/", body, token)
    assert status == 204, answer


def sign_up(daemon, name):
    body = {"email": f"{name}@example.org", "name": name, "password": "four unrelated words"}
    return daemon.request("POST", "/api/auth/register", body)


def settings_count_at_once_and_survive(place):
    text = unnamed(place.config())
    daemon = place.daemon(text)
    token = register_admin(daemon)["access"]
    assert daemon.request("GET", "/api/site")[1]["name"] == "Lectern"
    assert sign_up(daemon, "bob")[1]["code"] == "registration-closed"
    change(daemon, token, site__name="Riverside", auth__registration="open")
    assert daemon.request("GET", "/api/site")[1]["name"] == "Riverside"
    assert sign_up(daemon, "bob")[0] == 201
    change(daemon, token, recordings__enabled=False, recordings__quota=5_000_000_000)
    storage = daemon.request("GET", "/api/recordings/storage", token=token)[1]
    assert storage["enabled"] is False, storage
    assert daemon.end() == 0
    again = place.daemon(text)
    site = again.request("GET", "/api/site")[1]
    assert (site["name"], site["registration"]) == ("Riverside", "open"), site
    assert again.end() == 0


def the_file_wins(place):
    daemon = place.daemon(unnamed(place.config()))
    token = register_admin(daemon)["access"]
    change(daemon, token, site__name="Riverside")
    assert daemon.end() == 0
    named = place.daemon(place.config())
    assert named.request("GET", "/api/site")[1]["name"] == "Test School"
    body = {"email": "ada@example.org", "password": "a good password"}
    status, answer = named.request("PATCH", "/api/admin/settings/", {"site.name": "x"}, token)
    assert (status, answer["field"]) == (422, "site.name"), (answer, body)
    assert named.end() == 0


def a_test_mail_has_the_name_and_the_color(place):
    need_aiosmtpd()
    made = certificate.make(place.folder)
    server = Scripted(made)
    place.at_end(server.stop)
    section = mail_section(place, server.port, made).replace("Example School <", "<")
    section = section.replace('"<meet@example.org>"', '"meet@example.org"')
    daemon = place.daemon(unnamed(place.config(section)))
    token = register_admin(daemon)["access"]
    server.wait_for("ada@example.org")  # of the registration
    change(daemon, token, site__name="Riverside", branding__color="#0b6e4f", site__language="de")
    status, sent = daemon.request("POST", "/api/admin/mail/test/", {}, token)
    assert (status, sent["to"]) == (202, "ada@example.org"), sent
    end = time.monotonic() + DEADLINE
    while len(server.to("ada@example.org")) < 2:
        assert time.monotonic() < end, "no test mail"
        time.sleep(0.05)
    mail = server.to("ada@example.org")[1]
    assert mail["From"].addresses[0].display_name == "Riverside", mail["From"]
    text, html = bodies(mail)
    assert "Testmail von Riverside" in text, text
    assert "#0b6e4f" in html and "#313d6a" not in html
    while daemon.request("GET", "/api/admin/outbox/", token=token)[1]["entries"]:
        assert time.monotonic() < end, "it stays in the outbox"
        time.sleep(0.05)
    assert daemon.end() == 0


def sessions_of_the_relay_have_rates(place):
    daemon, peer = place.daemon(place.config(turn=PEERS)), Peer(place)
    token = register_admin(daemon)["access"]
    meeting = create_meeting(daemon, token)
    _, seat = daemon.request("POST", f"/api/meeting/join/{meeting['code']}/", {}, token)
    (server,) = [one for one in seat["ice_servers"] if one["urls"][0].startswith("turn")]
    wire = UdpWire(endpoint(daemon.ready["turn"][0]))
    client = Client(wire, server["username"].encode(), server["credential"].encode())
    client.allocate()

    def look():
        (one,) = daemon.request("GET", "/api/admin/allocations/", token=token)[1]["allocations"]
        return one

    first = look()
    assert first["rate_to_peers"] is None, first
    assert (first["person"], first["meeting_code"]) == ("Ada", meeting["code"]), first
    assert first["network"] == "127.0.0.0/24", first
    talk(client, peer)
    # A look counts when a second has passed since the last one.
    end = time.monotonic() + DEADLINE
    while (one := look())["rate_to_peers"] is None:
        assert time.monotonic() < end, one
        time.sleep(0.2)
    assert one["bytes_to_peers"] == 300 and one["rate_to_peers"] > 0, one
    assert daemon.request("DELETE", f"/api/admin/allocations/{one['id']}/", token=token)[0] == 204
    overview = daemon.request("GET", "/api/admin/overview/", token=token)[1]
    assert overview["allocations"] == 0, overview
    states = {part["name"]: part["state"] for part in overview["parts"]}
    assert (states["store"], states["relay"], states["redis"]) == ("ok", "ok", "off"), states
    assert states["certificate"] == "attention", states  # it is self-signed
    kinds = [
        entry["kind"]
        for entry in daemon.request("GET", "/api/admin/audit/", token=token)[1]["entries"]
    ]
    assert "relay.session-ended" in kinds, kinds
    assert daemon.end() == 0


TESTS = [
    settings_count_at_once_and_survive,
    the_file_wins,
    a_test_mail_has_the_name_and_the_color,
    sessions_of_the_relay_have_rates,
]

if __name__ == "__main__":
    suite.main(TESTS)
