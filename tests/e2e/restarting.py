#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs lecternd under a service manager that keeps descriptors over a restart, for tests in
JavaScript.

  restarting.py LECTERND CONFIG

Prints the daemon's `ready` line. A line `restart` on standard input restarts the daemon on the same
ports; the end of the input stops it. At the end its log goes to standard error.
"""
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "integration"))
from lecternd import Daemon  # noqa: E402
from service_manager import ServiceManager  # noqa: E402


class Place:
    def __init__(self, folder):
        self.folder = folder

    def at_end(self, _):
        """The process ends, and everything with it."""


class Programs:
    def __init__(self, lecternd):
        self.lecternd = lecternd


def with_ports(text, ready):
    """The configuration with the ports that the kernel chose at the first start.

    Plain listeners stand before those with TLS.
    """
    given = iter(ready["http"] + ready["https"])
    blocks = re.split(r"(?=^\[\[listen\]\])", text, flags=re.MULTILINE)
    return "".join(
        block.replace('"127.0.0.1:0"', f'"{next(given)}"', 1)
        if block.startswith("[[listen]]")
        else block
        for block in blocks
    )


class Service:
    def __init__(self, lecternd, config):
        self._programs, self._folder = Programs(lecternd), os.path.dirname(config)
        with open(config, encoding="utf-8") as source:
            self._text = source.read()
        self._manager = ServiceManager(Place(self._folder))
        self._daemon = None
        self.log = []

    def start(self):
        self._daemon = Daemon(self._programs, self._folder, self._text, **self._manager.options())
        self._daemon.become_ready()
        self._text = with_ports(self._text, self._daemon.ready)
        print("ready " + json.dumps(self._daemon.ready), flush=True)

    def stop(self):
        status = self._daemon.end()
        self.log.append(self._daemon.errors())
        return status


def main():
    service = Service(sys.argv[1], sys.argv[2])
    service.start()
    for line in sys.stdin:
        if line.strip() == "restart":
            assert service.stop() == 0
            service.start()
    status = service.stop()
    print("\n".join(service.log), file=sys.stderr)
    sys.exit(status)


if __name__ == "__main__":
    main()
