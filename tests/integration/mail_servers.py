# SPDX-License-Identifier: MIT
"""Mail servers for the mail suite: one of Python's aiosmtpd, which says what a test wants, and
Postfix in a folder of its own."""
import email
import email.policy
import os
import pwd
import socket
import ssl
import subprocess
import threading
import time

DEADLINE = 60


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def parse(data):
    """The mail, as Python's parser reads it; it may find nothing to complain about."""
    mail = email.message_from_bytes(data, policy=email.policy.default)
    assert not mail.defects, mail.defects
    for part in mail.walk():
        assert not part.defects, part.defects
        for name, value in part.items():
            assert not value.defects, (name, value, value.defects)
    return mail


class Scripted:
    """aiosmtpd with STARTTLS and a login. Keeps the mails; `answers` replaces its replies."""

    def __init__(self, certificate, login=True):
        from aiosmtpd.controller import Controller
        from aiosmtpd.smtp import AuthResult, LoginPassword

        self.mails, self.lock = [], threading.Lock()
        self.rcpt_replies = {}  # address -> replies, the next first
        self.hold = threading.Event()  # not set: a message gets no answer
        self.hold.set()
        self.arrived = threading.Event()
        self.logins = set()
        suite = self

        class Handler:
            async def handle_RCPT(self, _server, _session, envelope, address, _options):
                with suite.lock:
                    replies = suite.rcpt_replies.get(address)
                    reply = replies.pop(0) if replies else "250 OK"
                if reply.startswith("2"):
                    envelope.rcpt_tos.append(address)
                return reply

            async def handle_DATA(self, _server, _session, envelope):
                import asyncio

                with suite.lock:
                    suite.mails.append((envelope.rcpt_tos[0], bytes(envelope.content)))
                suite.arrived.set()
                while not suite.hold.is_set():
                    await asyncio.sleep(0.02)
                return "250 taken"

        def authenticate(_server, _session, _envelope, mechanism, data):
            suite.logins.add(mechanism)
            good = isinstance(data, LoginPassword) and data.password == b"an app password"
            return AuthResult(success=good, handled=good)

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.certificate, certificate.key)
        self.port = free_port()
        # Without a login it does not offer any.
        extra = {"auth_exclude_mechanism": ["LOGIN", "PLAIN"]}
        if login:
            extra = {"authenticator": authenticate, "auth_required": True}
        self.controller = Controller(
            Handler(),
            hostname="127.0.0.1",
            port=self.port,
            tls_context=context,
            require_starttls=True,
            **extra,
        )
        self.controller.start()

    def stop(self):
        self.hold.set()
        self.controller.stop()

    def to(self, address):
        with self.lock:
            return [parse(data) for whom, data in self.mails if whom == address]

    def wait_for(self, address, count=1):
        end = time.monotonic() + DEADLINE
        while len(self.to(address)) < count:
            assert time.monotonic() < end, f"{len(self.to(address))} mails to {address}"
            time.sleep(0.02)
        return self.to(address)[count - 1]


MAIN_CF = """compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.net
mydestination =
local_recipient_maps =
alias_maps =
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_recipient_restrictions = reject_unauth_destination
virtual_mailbox_domains = example.net
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
"""
MASTER_CF = """127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
virtual unix - n n - - virtual
error unix - - n - - error
retry unix - - n - - error
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """A real mail server of one domain, example.net, which takes mails by STARTTLS alone."""

    def __init__(self, folder, certificate):
        self.folder, self.port = folder, free_port()
        owner = pwd.getpwnam("postfix")
        os.chmod(os.path.dirname(folder), 0o755)
        for name in ("", "/queue", "/data", "/mail", "/etc"):
            os.makedirs(folder + name, exist_ok=True)
            os.chmod(folder + name, 0o755)
        for name in ("/data", "/mail"):
            os.chown(folder + name, owner.pw_uid, owner.pw_gid)
        words = {
            "folder": folder,
            "certificate": certificate.certificate,
            "key": certificate.key,
            "uid": owner.pw_uid,
            "gid": owner.pw_gid,
            "port": self.port,
        }
        for name, text in (("main.cf", MAIN_CF), ("master.cf", MASTER_CF)):
            with open(f"{folder}/etc/{name}", "w", encoding="utf-8") as out:
                out.write(text.format(**words))
        self.run("start")

    def run(self, word):
        done = subprocess.run(
            ["postfix", "-c", self.folder + "/etc", word],
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=False,
        )
        assert done.returncode == 0, done.stderr + self.log()

    def stop(self):
        self.run("stop")

    def log(self):
        try:
            with open(self.folder + "/log", encoding="utf-8") as file:
                return file.read()[-3000:]
        except OSError:
            return ""

    def wait_for_mails(self, count):
        end = time.monotonic() + DEADLINE
        inbox = self.folder + "/mail/all/new"
        while not os.path.isdir(inbox) or len(os.listdir(inbox)) < count:
            assert time.monotonic() < end, self.log()
            time.sleep(0.05)
        mails = []
        for name in os.listdir(inbox):
            with open(f"{inbox}/{name}", "rb") as file:
                mails.append(parse(file.read()))
        return mails
