# SPDX-License-Identifier: MIT
"""nginx and Caddy of the installed release in front of several daemons, on a Unix socket. The
configurations are those of docs/cluster.md without TLS."""
import os
import shutil
import socket
import subprocess
import tempfile
import time

from lecternd import DEADLINE
from suite import Skipped

NGINX = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  map $http_upgrade $connection_upgrade {{
    default upgrade;
    ''      '';
  }}
  upstream lectern {{
{servers}
  }}
  server {{
    listen unix:{socket};
    location / {{
      proxy_pass http://lectern;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto https;
      proxy_set_header X-Forwarded-Host $http_host;
      proxy_connect_timeout 2s;
      proxy_next_upstream error timeout http_502 http_503;
      proxy_read_timeout 75s;
    }}
  }}
}}
"""

CADDY = """
{{
  admin off
  auto_https off
}}
http:// {{
  bind unix/{socket}
  reverse_proxy {servers} {{
    lb_policy round_robin
    lb_try_duration 2s
    fail_duration 2s
    health_uri /readyz
    health_interval 500ms
    transport http {{
      dial_timeout 2s
    }}
  }}
}}
"""


class Proxy:
    def __init__(self, place, addresses):
        self.program = shutil.which(self.name) or f"/usr/sbin/{self.name}"
        if not os.path.exists(self.program):
            raise Skipped(f"there is no {self.name} here")
        self.folder = tempfile.mkdtemp(prefix="lpx-", dir="/tmp")
        self.socket = self.folder + "/front.sock"
        with open(self.folder + "/conf", "w", encoding="utf-8") as out:
            out.write(self.text(addresses))
        environment = {**os.environ, "HOME": self.folder, "XDG_DATA_HOME": self.folder}
        self.process = subprocess.Popen(
            self.words(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
        )
        place.at_end(self._end)
        end = time.monotonic() + DEADLINE
        while not self._answers():
            assert time.monotonic() < end and self.process.poll() is None, "it does not start"
            time.sleep(0.02)

    def connect(self):
        sock = socket.socket(socket.AF_UNIX)
        sock.settimeout(5)
        sock.connect(self.socket)
        return sock

    def get(self, path):
        with self.connect() as sock:
            sock.sendall(f"GET {path} HTTP/1.1\r\nHost: meet\r\nConnection: close\r\n\r\n".encode())
            head = b""
            while part := sock.recv(4096):
                head += part
            return head

    def _answers(self):
        try:
            return self.get("/readyz").startswith(b"HTTP/1.1 200")
        except OSError:
            return False

    def _end(self):
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Nginx(Proxy):
    name = "nginx"

    def text(self, addresses):
        servers = "\n".join(f"    server {a} max_fails=1 fail_timeout=2s;" for a in addresses)
        return NGINX.format(folder=self.folder, socket=self.socket, servers=servers)

    def words(self):
        return [self.program, "-p", self.folder, "-c", self.folder + "/conf"]


class Caddy(Proxy):
    name = "caddy"

    def text(self, addresses):
        return CADDY.format(socket=self.socket, servers=" ".join(addresses))

    def words(self):
        return [self.program, "run", "--adapter", "caddyfile", "--config", self.folder + "/conf"]
