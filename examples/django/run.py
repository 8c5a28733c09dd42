#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Starts the school's site and a lecternd that accepts its people, both on this machine, for trying
them out. Ctrl-C ends both. README.md says what to do then; docs/django.md, how a real site does it.

  examples/django/run.py [--port 8000] [--lectern-port 8080] [--state DIR] [--jwt RS256|HS256]
"""
import argparse
import json
import os
import queue
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
TREE = HERE.parent.parent
PACKAGES = (
    "python3-django python3-djangorestframework python3-djangorestframework-simplejwt "
    "python3-django-oauth-toolkit"
)
try:
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    import oauth2_provider  # noqa: F401  (is it there?)
    import rest_framework_simplejwt  # noqa: F401
except ImportError as missing:
    sys.exit(f"{missing}. On Debian: apt install {PACKAGES}")


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def arguments():
    parser = argparse.ArgumentParser(description="a school's site with lecternd")
    parser.add_argument("--port", type=int, default=8000, help="of the site; 0: any")
    parser.add_argument("--lectern-port", type=int, default=8080, help="of lecternd; 0: any")
    parser.add_argument("--state", type=Path, default=HERE / "var")
    parser.add_argument("--lecternd", type=Path, help="the program; lecternctl is beside it")
    parser.add_argument("--lecternctl", type=Path)
    parser.add_argument("--jwt", choices=["RS256", "HS256"], default="RS256")
    return parser.parse_args()


def find_program(name, given):
    for path in [given, TREE / "build" / name, shutil.which(name)]:
        if path and Path(path).exists():
            return str(Path(path).resolve())
    sys.exit(f"there is no {name}: run make, or name it with --{name}")


class Secrets:
    """The files that settings.py reads. What is there stays."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in ("secret_key", "oidc_secret", "password", "office_password"):
            self.make(name)
        if not (folder / "signing.pub").exists():
            key = ["openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]
            self.write("signing.pem", subprocess.run(key, check=True, capture_output=True).stdout)
            public = ["openssl", "pkey", "-in", folder / "signing.pem", "-pubout"]
            self.write(
                "signing.pub", subprocess.run(public, check=True, capture_output=True).stdout
            )

    def make(self, name):
        if not (self.folder / name).exists():
            self.write(name, secrets.token_urlsafe(32).encode())

    def write(self, name, content):
        with open(os.open(self.folder / name, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
            out.write(content)

    def __getitem__(self, name):
        return (self.folder / name).read_text().strip()


def lectern_config(state, port, school_url, jwt):
    issuer = school_url + "/o"
    text = f"""# made by examples/django/run.py
[site]
name = "The school's rooms"
state_dir = "{state}/lectern"
[[listen]]
address = "127.0.0.1:{port}"
[turn]
listen = ["127.0.0.1:{3478 if port else 0}"]
relay_addresses = ["127.0.0.1"]
[metrics]
listen = "127.0.0.1:0"
[webhooks]
allow_addresses = ["127.0.0.0/8"]
allow_http = true
[[auth.oidc_providers]]
name = "school"
title = "The school"
issuer = "{issuer}"
client_id = "lectern"
client_secret_file = "{state}/oidc_secret"
"""
    if jwt == "HS256":  # DJANGO_SECRET_KEY says the rest
        return text
    return (
        text
        + f"""[[auth.jwt_issuers]]
name = "school"
algorithm = "RS256"
jwks_url = "{issuer}/.well-known/jwks.json"
issuer = "{issuer}"
subject_claim = "user_id"
token_type = "access"
"""
    )


class Lectern:
    """The daemon; its log is in the state folder."""

    def __init__(self, options, secrets_, school_url):
        self.ctl = find_program("lecternctl", options.lecternctl)
        self.state, self.secrets = options.state, secrets_
        config = options.state / "lectern.toml"
        config.write_text(
            lectern_config(options.state, options.lectern_port, school_url, options.jwt)
        )
        environment = dict(os.environ)
        if options.jwt == "HS256":
            environment["DJANGO_SECRET_KEY"] = secrets_["secret_key"]
        with open(options.state / "lectern.log", "ab") as log:
            self.process = subprocess.Popen(
                [find_program("lecternd", options.lecternd), "--config", str(config)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                env=environment,
                text=True,
            )
        ready = queue.Queue()
        threading.Thread(target=self._read, args=(ready,), daemon=True).start()
        told = ready.get()
        if not told:
            log = (options.state / "lectern.log").read_text().splitlines()
            sys.exit("lecternd does not start:\n" + "\n".join(log[-5:]))
        self.url = "http://" + json.loads(told)["http"][0]

    def _read(self, ready):
        for line in self.process.stdout:
            if line.startswith("ready "):
                ready.put(line[6:])
        ready.put(None)

    def office_token(self):
        """An access token of the school's office, an administrator of Lectern."""
        email = "office@school.example"
        command = [self.ctl, "--socket", f"{self.state}/lectern/control.sock"]
        words = ["user", "add", "Office", "--email", email, "--admin", "--password-stdin"]
        password = self.secrets["office_password"]
        subprocess.run(
            [*command, *words], input=password, text=True, capture_output=True, check=False
        )  # it fails where the account is there already
        request = urllib.request.Request(
            self.url + "/api/auth/login",
            json.dumps({"email": email, "password": password}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=15) as answer:
            return json.load(answer)["access"]

    def end(self):
        self.process.terminate()
        self.process.wait()


def prepare_django(lectern, state):
    """What a real site's administrator does with manage.py."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("make_people")
    if not (state / "webhook_secret").exists():
        os.environ["LECTERN_TOKEN"] = lectern.office_token()
    call_command("connect_lectern")
    os.environ.pop("LECTERN_TOKEN", None)


def main():
    options = arguments()
    options.state = options.state.resolve()
    secrets_ = Secrets(options.state)
    server = ThreadedWSGIServer(("127.0.0.1", options.port), Quiet)
    school_url = f"http://127.0.0.1:{server.server_port}"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    lectern = Lectern(options, secrets_, school_url)
    try:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="school.settings",
            SCHOOL_STATE_DIR=str(options.state),
            SCHOOL_URL=school_url,
            LECTERN_URL=lectern.url,
            SCHOOL_JWT=options.jwt,
            SCHOOL_PASSWORD=secrets_["password"],
        )
        sys.path.insert(0, str(HERE))
        prepare_django(lectern, options.state)
        from django.contrib.staticfiles.handlers import StaticFilesHandler
        from django.core.wsgi import get_wsgi_application

        server.set_app(StaticFilesHandler(get_wsgi_application()))
        print(f"the school: {school_url}  tina, pia or paul; password: {secrets_['password']}")
        print(f"Lectern:    {lectern.url}", flush=True)
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        lectern.end()


if __name__ == "__main__":
    main()
