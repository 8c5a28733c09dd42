# SPDX-License-Identifier: MIT
"""Debian's Pebble, a certificate authority that speaks ACME, with name servers of its own.

It needs a mount namespace of this program's own (suite.own_network), in which uacme trusts it.
"""
import http.client
import json
import os
import socket
import ssl
import subprocess
import time

import certificate
from coturn import free_port
from lecternd import DEADLINE, trusting_nobody

BUNDLE = "/etc/ssl/certs/ca-certificates.crt"


def _trust(place, authority):
    bundle = os.path.join(place.folder, "bundle.pem")
    with open(bundle, "w", encoding="utf-8") as out:
        for path in (BUNDLE, authority):
            with open(path, encoding="utf-8") as pem:
                out.write(pem.read())
    subprocess.run(["mount", "--bind", bundle, BUNDLE], check=True, timeout=DEADLINE)
    place.at_end(lambda: subprocess.run(["umount", BUNDLE], check=True, timeout=DEADLINE))


class Authority:
    """Asks for http-01 at the port `http` and for tls-alpn-01 at the port `tls`. Every name has the
    address 127.0.0.1 until point() says otherwise. Certificates are valid for `seconds`."""

    def __init__(self, place, http_port, tls_port, seconds=90 * 24 * 3600):
        folder = os.path.join(place.folder, "authority")
        os.mkdir(folder)
        own = certificate.make(folder)
        _trust(place, own.authority)
        self.port, self.management = free_port(), free_port()
        self._names, self._name_port = free_port(), free_port()
        self._run(
            place,
            "names",
            ["pebble-challtestsrv", "-dns01", f"127.0.0.1:{self._name_port}", "-http01", ""]
            + ["-https01", "", "-tlsalpn01", "", "-management", f"127.0.0.1:{self._names}"]
            + ["-defaultIPv6", ""],
        )
        config = {
            "listenAddress": f"127.0.0.1:{self.port}",
            "managementListenAddress": f"127.0.0.1:{self.management}",
            "certificate": own.certificate,
            "privateKey": own.key,
            "httpPort": http_port,
            "tlsPort": tls_port,
            "ocspResponderURL": "",
            "externalAccountBindingRequired": False,
            "domainBlocklist": ["blocked.lectern.test"],
            "certificateValidityPeriod": seconds,
        }
        path = os.path.join(folder, "pebble.json")
        with open(path, "w", encoding="utf-8") as out:
            json.dump({"pebble": config}, out)
        # It rejects every twentieth nonce, as it does by itself: a client has to bear that.
        self._run(
            place,
            "pebble",
            ["pebble", "-config", path, "-dnsserver", f"127.0.0.1:{self._name_port}"],
            PEBBLE_VA_NOSLEEP="1",
            PEBBLE_AUTHZREUSE="0",
        )
        self.directory = f"https://127.0.0.1:{self.port}/dir"
        for port, name in (
            (self._names, "names"),
            (self.port, "pebble"),
            (self.management, "pebble"),
        ):
            self._wait_for(port, os.path.join(place.folder, f"{name}.log"))

    def _run(self, place, name, command, **environment):
        log = os.path.join(place.folder, f"{name}.log")
        with open(log, "w", encoding="utf-8") as out:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**os.environ, **environment},
            )

        def end():
            process.terminate()
            process.wait(DEADLINE)

        place.at_end(end)

    @staticmethod
    def _wait_for(port, log):
        end = time.monotonic() + DEADLINE
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=DEADLINE).close()
                return
            except OSError:
                if time.monotonic() > end:
                    with open(log, encoding="utf-8") as text:
                        raise AssertionError(f"nothing listens on {port}: {text.read()}") from None
                time.sleep(0.05)

    def _tell_names(self, path, **what):
        connection = http.client.HTTPConnection("127.0.0.1", self._names, timeout=DEADLINE)
        connection.request("POST", path, json.dumps(what))
        assert connection.getresponse().status == 200, path
        connection.close()

    def point(self, name, address):
        """Gives the name another address."""
        self._tell_names("/clear-a", host=name)
        self._tell_names("/add-a", host=name, addresses=[address])

    def forget(self, name):
        """Name servers that do not answer for the name."""
        self._tell_names("/set-servfail", host=name)

    def status_of(self, der):
        """ "Valid" or "Revoked", of a certificate that it has signed."""
        serial = printed(der, "-serial")
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.management, timeout=DEADLINE, context=trusting_nobody()
        )
        connection.request("GET", "/cert-status-by-serial/" + serial.strip().split("=")[1])
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return answer["Status"]


def served_by(address, name="meet.lectern.test"):
    """The certificate (DER) that a TLS listener shows."""
    host, port = address.rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=DEADLINE) as sock:
        with trusting_nobody().wrap_socket(sock, server_hostname=name) as tls:
            return tls.getpeercert(binary_form=True)


def describe(der):
    """Its fields, as openssl prints them."""
    return printed(der, "-text")


def printed(der, what):
    return subprocess.run(
        ["openssl", "x509", "-inform", "der", "-noout", what],
        input=der,
        capture_output=True,
        check=True,
        timeout=DEADLINE,
    ).stdout.decode()


def acme_handshake(address, name):
    """The certificate (DER) that a validator's handshake ends with; None where it is refused."""
    context = trusting_nobody()
    context.set_alpn_protocols(["acme-tls/1"])
    host, port = address.rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=DEADLINE) as sock:
        try:
            with context.wrap_socket(sock, server_hostname=name) as tls:
                assert tls.selected_alpn_protocol() == "acme-tls/1"
                return tls.getpeercert(binary_form=True)
        except ssl.SSLError as refused:
            assert "no application protocol" in str(refused).lower().replace("_", " "), refused
            return None
