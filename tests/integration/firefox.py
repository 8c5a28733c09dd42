# SPDX-License-Identifier: MIT
"""Debian's Firefox, headless, with fake camera and microphone.

It runs in a profile of its own that trusts a test authority. The test drives it through WebDriver
BiDi, which Firefox speaks itself.
"""
import json
import os
import queue
import re
import shutil
import socket
import subprocess
import threading

from lecternd import DEADLINE, endpoint
from websocket import WebSocket

PREFERENCES = {
    "media.navigator.streams.fake": True,  # a picture and a tone that are made up
    "media.navigator.permission.disabled": True,  # nobody is there to be asked
    "media.peerconnection.ice.loopback": True,  # the relay is on the loopback
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "services.settings.server": "http://127.0.0.1:9/",
}


def find():
    return next((path for path in map(shutil.which, ("firefox-esr", "firefox")) if path), None)


class Firefox:
    def __init__(self, folder, authority):
        profile = os.path.join(folder, "profile")
        os.makedirs(profile)
        with open(os.path.join(profile, "user.js"), "w", encoding="utf-8") as out:
            for name, value in PREFERENCES.items():
                out.write(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n")
        for words in (
            ["-N", "--empty-password"],
            ["-A", "-t", "C,,", "-n", "lectern-test", "-i", authority],
        ):
            subprocess.run(
                ["certutil", "-d", "sql:" + profile, *words],
                check=True,
                capture_output=True,
                timeout=DEADLINE,
            )
        clean = {
            k: v
            for k, v in os.environ.items()
            if k not in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")
        }
        self.process = subprocess.Popen(
            [
                find(),
                "--headless",
                "--no-remote",
                "--profile",
                profile,
                "--remote-debugging-port",
                "0",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            cwd=folder,
            env={**clean, "HOME": folder, "MOZ_CRASHREPORTER_DISABLE": "1"},
        )
        address = self._address()
        sock = socket.create_connection(endpoint(address), DEADLINE)
        self._socket = WebSocket(sock, address, path="/session")
        self._number = 0
        self.command("session.new", capabilities={})
        # A tab of our own: the first one may still be on its way to the start page, and a
        # navigation beside that never completes.
        self.context = self.command("browsingContext.create", type="tab")["context"]

    def _address(self):
        """The address at which it says that it listens; reads and forgets its later output."""
        found = queue.Queue()

        def read():
            for line in self.process.stderr:
                match = re.search(r"WebDriver BiDi listening on ws://(\S+)", line)
                if match:
                    found.put(match.group(1))

        threading.Thread(target=read, daemon=True).start()
        return found.get(timeout=DEADLINE)

    def command(self, method, **params):
        self._number += 1
        self._socket.send(id=self._number, method=method, params=params)
        while True:
            message = self._socket.receive()
            if message.get("id") == self._number:
                assert message["type"] == "success", message
                return message["result"]

    def visit(self, url):
        self.command("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def run(self, expression):
        """The value of an expression (or of the promise that it is), which is JSON in a string."""
        result = self.command(
            "script.evaluate",
            expression=expression,
            target={"context": self.context},
            awaitPromise=True,
        )
        assert result["type"] == "success", result["exceptionDetails"]["text"]
        return json.loads(result["result"]["value"])

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
