# SPDX-License-Identifier: MIT
"""A certificate authority for one run, and its certificate for 127.0.0.1, ::1 and localhost."""
import os
import subprocess
from dataclasses import dataclass


@dataclass(frozen=True)
class Certificate:
    authority: str  # paths of PEM files
    certificate: str
    key: str


def _openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True, timeout=60)


def make(folder):
    def path(name):
        return os.path.join(folder, name)

    for name in ("authority.key", "key.pem"):
        _openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", path(name))
    _openssl(
        "req",
        "-x509",
        "-new",
        "-key",
        path("authority.key"),
        "-days",
        "2",
        "-subj",
        "/CN=Lectern test CA",
        "-addext",
        "basicConstraints=critical,CA:TRUE",
        "-addext",
        "keyUsage=critical,keyCertSign,cRLSign",
        "-out",
        path("authority.pem"),
    )
    _openssl(
        "req",
        "-new",
        "-key",
        path("key.pem"),
        "-subj",
        "/CN=localhost",
        "-out",
        path("request.pem"),
    )
    with open(path("extensions"), "w", encoding="utf-8") as out:
        out.write("subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1\nextendedKeyUsage=serverAuth\n")
    _openssl(
        "x509",
        "-req",
        "-in",
        path("request.pem"),
        "-CA",
        path("authority.pem"),
        "-CAkey",
        path("authority.key"),
        "-CAcreateserial",
        "-days",
        "2",
        "-extfile",
        path("extensions"),
        "-out",
        path("certificate.pem"),
    )
    return Certificate(path("authority.pem"), path("certificate.pem"), path("key.pem"))
