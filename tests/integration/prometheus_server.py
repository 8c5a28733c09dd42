# SPDX-License-Identifier: MIT
"""A real Prometheus of the installed release that scrapes daemons, for one test."""
import json
import os
import re
import shutil
import subprocess
import threading
import time
import urllib.parse
import urllib.request

from lecternd import DEADLINE
from suite import Skipped

CONFIG = """global: {{scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}}
rule_files: [{rules}]
scrape_configs:
  - job_name: lectern
    static_configs: [{{targets: [{targets}]}}]
"""


def need_prometheus():
    for program in ("prometheus", "promtool"):
        if not shutil.which(program):
            raise Skipped(f"{program} is not installed (package prometheus)")


class PrometheusServer:
    def __init__(self, place, targets, rules=()):
        need_prometheus()
        self.log = []
        path = os.path.join(place.folder, "prometheus.yml")
        quoted = [", ".join(json.dumps(one) for one in them) for them in (rules, targets)]
        with open(path, "w", encoding="utf-8") as file:
            file.write(CONFIG.format(rules=quoted[0], targets=quoted[1]))
        self.process = subprocess.Popen(
            ["prometheus", f"--config.file={path}", "--web.listen-address=127.0.0.1:0"]
            + [f"--storage.tsdb.path={place.folder}/prometheus"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=place.folder,
        )
        place.at_end(self._end)
        threading.Thread(target=self._pump, daemon=True).start()
        self.address = self._until(self._listening)
        self._until(self._ready)

    def _pump(self):
        for line in self.process.stderr:
            self.log.append(line.rstrip("\n"))

    def _until(self, holds):
        end = time.monotonic() + DEADLINE
        while not (found := holds()):
            assert time.monotonic() < end and self.process.poll() is None, self.log[-10:]
            time.sleep(0.05)
        return found

    def _listening(self):
        for line in list(self.log):
            if found := re.search(r'msg="Listening on" address=(\S+)', line):
                return found.group(1)
        return None

    def _ready(self):
        """It listens before it has read its storage, and answers 503 until then."""
        try:
            with urllib.request.urlopen(f"http://{self.address}/-/ready", timeout=DEADLINE):
                return True
        except OSError:
            return False

    def ask(self, path, **arguments):
        url = f"http://{self.address}/api/v1/{path}?{urllib.parse.urlencode(arguments)}"
        with urllib.request.urlopen(url, timeout=DEADLINE) as answer:
            said = json.load(answer)
        assert said["status"] == "success", said
        return said["data"]

    def query(self, text):
        """The series of an instant query."""
        return self.ask("query", query=text)["result"]

    def until(self, text):
        """Waits until a query has a result."""
        return self._until(lambda: self.query(text))

    def _end(self):
        self.process.kill()
        self.process.wait()
