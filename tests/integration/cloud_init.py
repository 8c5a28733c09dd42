#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""packaging/cloud/cloud-init.yaml: cloud-init itself takes it, and its script makes a configuration
that the daemon takes, with and without a certificate. Programs that would change the machine are
replaced."""
import os
import re
import shutil
import subprocess

import certificate
import suite
from lecternd import DEADLINE, run_check_config

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FILE = os.path.join(TOP, "packaging/cloud/cloud-init.yaml")


def written_files():
    """{path: content} of write_files."""
    with open(FILE, encoding="utf-8") as file:
        text = file.read()
    found = {}
    for path, body in re.findall(
        r"  - path: (\S+)\n    permissions: .*\n    content: \|\n((?:      .*\n|\n)+)", text
    ):
        found[path] = re.sub(r"^ {6}", "", body, flags=re.M)
    return found


def cloud_init_takes_it(_place):
    suite.need("cloud-init")
    done = subprocess.run(
        ["cloud-init", "schema", "--config-file", FILE],
        capture_output=True, text=True, timeout=DEADLINE, check=False,
    )  # fmt: skip
    assert done.returncode == 0 and "Valid" in done.stdout, done.stdout + done.stderr
    assert os.path.getsize(FILE) < 16 * 1024
    assert len(written_files()) == 3, written_files().keys()


class Machine:
    """A folder that has the files of cloud-init, and programs that note what they are asked."""

    def __init__(self, place, certbot):
        self.place, self.root = place, place.folder + "/machine"
        self.programs = self.root + "/bin"
        os.makedirs(self.root + "/etc/lectern")
        os.makedirs(self.programs)
        shutil.copy(TOP + "/etc/lectern.toml", self.root + "/etc/lectern/lectern.toml")
        for path, content in written_files().items():
            target = self.root + path
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "w", encoding="utf-8") as file:
                file.write(self.moved(content))
            os.chmod(target, 0o755)
        made = certificate.make(place.folder)
        lineage = self.root + "/etc/letsencrypt/live/meet.example.org"
        os.makedirs(lineage)
        shutil.copy(made.certificate, lineage + "/fullchain.pem")
        shutil.copy(made.key, lineage + "/privkey.pem")
        self.stand_in("certbot", f"exit {certbot}")
        self.stand_in("systemctl", "")
        self.stand_in("lecternctl", "")
        # Without the user lectern of the package.
        self.stand_in("install", 'shift 4; exec /usr/bin/install "$@"')
        os.symlink(place.programs.lecternd, self.programs + "/lecternd")

    def moved(self, text):
        return re.sub(r"(?<![\w$.{}])/etc/", self.root + "/etc/", text)

    def stand_in(self, name, body):
        path = f"{self.programs}/{name}"
        with open(path, "w", encoding="utf-8") as file:
            file.write(f'#!/bin/sh\necho "{name} $*" >>"{self.root}/asked"\n{body}\n')
        os.chmod(path, 0o755)

    def set_up(self):
        return subprocess.run(
            ["sh", self.root + "/usr/local/sbin/lectern-setup"],
            env={**os.environ, "PATH": self.programs + ":" + os.environ["PATH"]},
            capture_output=True, text=True, timeout=DEADLINE, check=False,
        )  # fmt: skip

    def configuration(self):
        with open(self.root + "/etc/lectern/lectern.toml", encoding="utf-8") as file:
            return file.read()


def is_taken(machine):
    done = run_check_config(machine.place.programs, machine.root + "/etc/lectern/lectern.toml")
    assert done.returncode == 0, done.stdout + done.stderr
    text = machine.configuration()
    for line in ('name = "Example School"', 'public_url = "https://meet.example.org"',
                 'contact = "admin@example.org"', 'external_ip = ["auto"]'):  # fmt: skip
        assert len(re.findall("^" + re.escape(line), text, re.M)) == 1, (line, text)
    return text


def the_script_sets_the_machine_up(place):
    machine = Machine(place, certbot=0)
    done = machine.set_up()
    assert done.returncode == 0, done.stdout + done.stderr
    text = is_taken(machine)
    assert f'certificate = "{machine.root}/etc/lectern/fullchain.pem"' in text, text
    assert os.stat(machine.root + "/etc/lectern/privkey.pem").st_mode & 0o007 == 0


def a_name_that_leads_nowhere_yet_is_mended_later(place):
    machine = Machine(place, certbot=1)
    done = machine.set_up()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\n# certificate =" in is_taken(machine)
    machine.stand_in("certbot", "exit 0")
    assert machine.set_up().returncode == 0
    assert "\ncertificate =" in is_taken(machine)


suite.main(
    [
        cloud_init_takes_it,
        the_script_sets_the_machine_up,
        a_name_that_leads_nowhere_yet_is_mended_later,
    ]
)
