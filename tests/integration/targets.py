# SPDX-License-Identifier: MIT
"""The two servers under attack behind one interface: lecternd, and Debian's coturn as the usual
guides set it up. Each has variants, which start when an attack first asks for one.
"""
import os
import ssl
from pathlib import Path

import coturn
import wires
from lecternd import endpoint
from turn_client import Client

REALM = "turn.test.example"  # 17 bytes: three of padding
RELAY_V4, RELAY_V6 = "127.0.0.5", "::1"
PEER = "127.0.0.9"  # the one peer that the variant "peers" may reach
OTHER_ADDRESS = "127.0.0.2"  # of NAT discovery
PUBLIC_V4, PUBLIC_V6 = (
    "11.22.33.44",
    "2600::44",
)  # no special-use range; on the loopback of the suite's own network
USER_QUOTA = 4
PORTS = 100  # of the variant "ports"
SECRET = "a shared secret of the test"


class Target:
    """An attack needs `pid`, `log()` and `address(leg, v6)` of a server; clients end with the
    attack."""

    def __init__(self):
        self._clients = []

    def client(self, leg="udp", v6=False, source=None, **identity):
        server = self.address(leg, v6)
        if leg == "udp":
            wire = wires.UdpWire(server, source)
        elif leg == "dtls":
            wire = wires.DtlsWire(server)
        else:
            wire = wires.StreamWire(server, unverified() if leg == "tls" else None, source)
        client = Client(wire, patience=self.patience, **identity)
        self._clients.append(client)
        return client

    def forget_clients(self):
        """Closes the clients that an attack has left open."""
        for client in self._clients:
            try:
                if client.nonce is not None and isinstance(client.wire, wires.UdpWire):
                    client.wire.send(
                        client.signed(0x004, (0x000D, bytes(4))).bytes()
                    )  # Refresh with LIFETIME 0
            except OSError:
                pass
            client.close()
        self._clients.clear()

    def alive(self):
        return self.process.poll() is None

    def memory(self):
        """Resident bytes of the process."""
        for line in (
            Path(f"/proc/{self.process.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        ):
            if line.startswith("Rss:"):
                return int(line.split()[1]) * 1024
        raise AssertionError("no Rss in smaps_rollup")


def host_of(variant):
    """Where the server listens."""
    return PUBLIC_V4 if variant == "public" else "127.0.0.1"


def unverified():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Lecternd(Target):
    name = "lecternd"
    patience = wires.TIMEOUT
    TURN = {
        "plain": "",
        "peers": f'allow_peers = ["{PEER}/32"]',
        "quota": f"user_quota = {USER_QUOTA}",
        "secret": f'secrets = ["{SECRET}"]',
        "bare": "",
        "ports": "",
        "public": "",
        "mobility": f"user_quota = {USER_QUOTA}",
        "discovery": "",
    }

    def __init__(self, place, certificate, variant):
        super().__init__()
        folder = os.path.join(place.folder, "lecternd-" + variant)
        os.mkdir(folder)
        turn = self.TURN[variant] + '\ntls_listen = ["127.0.0.1:0"]\n'
        if variant not in ("bare", "secret"):
            turn += 'users = { alice = "wonderland", bob = "builder" }\n'
        if variant == "ports":
            turn += f'relay_ports = "50000-{50000 + PORTS - 1}"\n'
        self.discovery = (host_of(variant), coturn.free_port()) if variant == "discovery" else None
        if self.discovery:
            first = f"{self.discovery[0]}:{self.discovery[1]}"
            second = f"{OTHER_ADDRESS}:{coturn.free_port(OTHER_ADDRESS)}"
            turn += f'nat_discovery = ["{first}", "{second}"]\n'
        relay = [PUBLIC_V4, PUBLIC_V6] if variant == "public" else [RELAY_V4, RELAY_V6]
        text = place.config(
            f'[tls]\ncertificate = "{certificate.certificate}"\nkey = "{certificate.key}"\n'
            '[log]\nlevel = "debug"\n',
            turn=turn,
            turn_listen=f'["{host_of(variant)}:0", "[::1]:0"]',
        )
        text = text.replace(
            'relay_addresses = ["127.0.0.1"]', f'relay_addresses = ["{relay[0]}", "{relay[1]}"]'
        )
        text = text.replace('realm = "test.example"', f'realm = "{REALM}"').replace(
            f"{place.folder}/state", f"{folder}/state"
        )
        self.daemon = place.daemon(text, folder=folder)
        self.process = self.daemon.process

    def address(self, leg, v6=False):
        if self.discovery and leg == "udp":
            return self.discovery
        return endpoint(
            self.daemon.ready["turn_tls" if leg in ("tls", "dtls") else "turn"][1 if v6 else 0]
        )

    def log(self):
        return "\n".join(self.daemon.log)


class Coturn(Target):
    name = "coturn"
    patience = 2  # it often does not answer at all, and nothing depends on it
    AUTH = ["--lt-cred-mech", "-u", "alice:wonderland", "-u", "bob:builder"]
    OPTIONS = {
        "plain": AUTH,
        "peers": [*AUTH, "--allow-loopback-peers"],
        "quota": [*AUTH, "--user-quota", str(USER_QUOTA)],
        "secret": ["--use-auth-secret", "--static-auth-secret", SECRET],
        "bare": [],
        "ports": [*AUTH, "--min-port", "51000", "--max-port", str(51000 + PORTS - 1)],
        "public": AUTH,
        "mobility": [*AUTH, "--mobility", "--user-quota", str(USER_QUOTA)],
        "discovery": AUTH,
    }

    def __init__(self, place, certificate, variant):
        super().__init__()
        relay = (PUBLIC_V4, PUBLIC_V6) if variant == "public" else (RELAY_V4, RELAY_V6)
        self.host = host_of(variant)
        listen = (self.host, OTHER_ADDRESS if variant == "discovery" else "::1")
        self.server = coturn.Server(
            place.folder, certificate, REALM, listen, relay, self.OPTIONS[variant]
        )
        self.process = self.server.process
        place.at_end(self.server.end)

    def address(self, leg, v6=False):
        return (
            "::1" if v6 else self.host,
            self.server.tls_port if leg in ("tls", "dtls") else self.server.port,
        )

    def log(self):
        return Path(self.server.log).read_text(encoding="utf-8", errors="replace")
