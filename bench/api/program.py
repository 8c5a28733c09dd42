# SPDX-License-Identifier: MIT
"""What the programs that measure servers side by side have in common: options, a certificate."""
import argparse
import subprocess
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent


def options(description, quick, servers):
    """A parser; `quick` is the help of --quick, `servers` the default of --servers."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help=quick)
    parser.add_argument("--loads", default="", help="only loads whose name contains this word")
    parser.add_argument("--servers", default=servers)
    parser.add_argument("--transports", default="plain,tls")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--build", default=str(TOP / "build" / "dev"))
    parser.add_argument("--lecternd", help="another program than the one of the build")
    parser.add_argument("--json", help="the file of every single result")
    return parser


def chosen_of(parser):
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.rounds, chosen.seconds = 1, 1
    return chosen


def make_certificate(folder):
    certificate, key = folder / "cert.pem", folder / "key.pem"
    words = (
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
    )
    command = ["openssl", *words.split(), "-keyout", key, "-out", certificate]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key
