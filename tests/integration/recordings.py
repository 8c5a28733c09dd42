# SPDX-License-Identifier: MIT
"""Recordings: the public tus client sends them, the daemon makes them seekable, players read them.

LECTERN_UPLOAD_MIB sets the size of the large one (192)."""
import base64
import glob
import hashlib
import http.client
import json
import os
import random
import shutil
import subprocess
import time
import urllib.error
import urllib.request

import suite
from lecternd import DEADLINE
from people import create_meeting, register_admin

HERE = os.path.dirname(os.path.abspath(__file__))
FILM = os.path.join(HERE, "../vectors/webm/chromium-vp8-opus.webm")
LARGE = int(os.environ.get("LECTERN_UPLOAD_MIB", "192")) << 20


class Studio:
    """A daemon with a host who is in a meeting."""

    def __init__(self, place, extra="", **options):
        suite.need("node")
        if not os.path.isdir(os.path.join(HERE, "uploads", "node_modules")):
            raise suite.Skipped("tests/integration/uploads/node_modules: run scripts/npm_ci.sh")
        self.place = place
        self.text = place.config(extra)
        self.daemon = place.daemon(self.text, **options)
        self.token = register_admin(self.daemon)["access"]
        self.meeting = create_meeting(self.daemon, self.token)["meeting_id"]
        status, joined = self.daemon.request(
            "POST", f"/api/meeting/join/{self.meeting}/", {}, self.token
        )
        assert status == 200, joined

    @property
    def origin(self):
        return f"http://{self.daemon.ready['http'][0]}"

    def command(self, file, kind="video/webm", **options):
        script = os.path.join(HERE, "uploads", "send.mjs")
        words = [self.origin, self.token, self.meeting, file, kind, json.dumps(options)]
        return ["node", script, *words]

    def send(self, file, kind="video/webm", **options):
        done = subprocess.run(
            self.command(file, kind, **options), capture_output=True, text=True, timeout=240
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def recordings(self):
        status, found = self.daemon.request("GET", "/api/recordings/", None, self.token)
        assert status == 200, found
        return found["recordings"]

    def ready(self, url):
        """The recording, once it can be played."""
        wanted = url.rstrip("/").rsplit("/", 1)[1]
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            for one in self.recordings():
                if one["recording_id"] == wanted and one["state"] == "ready":
                    return one
            time.sleep(0.1)
        raise AssertionError(f"{wanted} did not become ready: {self.recordings()}")

    def kill_and_start_again(self):
        self.daemon.process.kill()
        self.daemon.process.wait()
        self.daemon = self.place.daemon(self.text)
        status, tokens = self.daemon.request(
            "POST",
            "/api/auth/login",
            {"email": "ada@example.org", "password": "correct horse battery"},
        )
        assert status == 200, tokens
        self.token = tokens["access"]

    def files(self, ending):
        return glob.glob(f"{self.place.folder}/**/*{ending}", recursive=True)

    def head(self, url, **fields):
        request = urllib.request.Request(
            self.origin + "/" + url.split("/", 3)[3]
            if url.startswith("http")
            else self.origin + url,
            method="HEAD",
            headers={
                "Authorization": f"Bearer {self.token}",
                "Tus-Resumable": "1.0.0",
                **fields,
            },
        )
        with urllib.request.urlopen(request, timeout=DEADLINE) as answer:
            return answer.status, dict(answer.headers)

    def media(self, recording, wanted=None):
        headers = {"Range": wanted} if wanted else {}
        request = urllib.request.Request(self.origin + recording["media_url"], headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=DEADLINE) as answer:
                return answer.status, dict(answer.headers), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers), error.read()


def noise(path, size, seed=1):
    """A file of so many random bytes; returns its SHA-256."""
    source = random.Random(seed)
    digest = hashlib.sha256()
    with open(path, "wb") as out:
        while size > 0:
            block = source.randbytes(min(size, 1 << 20))
            digest.update(block)
            out.write(block)
            size -= len(block)
    return digest.hexdigest()


def memory(daemon):
    with open(f"/proc/{daemon.process.pid}/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmRSS"):
                return int(line.split()[1]) << 10
    raise AssertionError("no VmRSS")


def a_film_becomes_seekable(place):
    studio = Studio(place)
    sent = studio.send(FILM)
    recording = studio.ready(sent["url"])
    assert recording["duration_ms"] > 500, recording
    status, headers, film = studio.media(recording)
    assert status == 200 and headers["Content-Type"] == "video/webm", headers
    assert headers["X-Content-Type-Options"] == "nosniff", headers
    assert len(film) == recording["size"], recording
    status, headers, part = studio.media(recording, "bytes=100-199")
    assert status == 206 and part == film[100:200], headers
    assert studio.media(recording, f"bytes={len(film)}-")[0] == 416
    if not shutil.which("ffprobe"):
        return "ffprobe is not installed: nobody else judged the film"
    path = os.path.join(place.folder, "film.webm")
    with open(path, "wb") as out:
        out.write(film)
    said = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "json", path],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    duration = float(json.loads(said.stdout)["format"]["duration"])
    assert abs(duration * 1000 - recording["duration_ms"]) < 100, (duration, recording)
    return f"{duration} s by ffprobe"


def the_public_client_sends_in_every_way(place):
    studio = Studio(place)
    path = os.path.join(place.folder, "noise.mp4")
    digest = noise(path, 3_000_000)
    for options in (
        {},
        {"chunkSize": 700_000},
        {"pauseAt": 1_000_000},
        {"chunkSize": 400_000, "pauseAt": 1_500_000},
    ):
        sent = studio.send(path, "video/mp4", **options)
        recording = studio.ready(sent["url"])
        film = studio.media(recording)[2]
        assert hashlib.sha256(film).hexdigest() == digest, (options, len(film))
    used = studio.daemon.request("GET", "/api/recordings/storage/", None, studio.token)[1]
    assert used["used_bytes"] == 4 * 3_000_000, used


def a_length_may_come_with_the_last_piece(place):
    """As a browser sends while it records: tus-js-client does not end such an upload of a Node
    stream, so these are requests of our own, the last ones chunked."""
    studio = Studio(place)
    host, port = studio.daemon.ready["http"][0].rsplit(":", 1)
    film = open(FILM, "rb").read()

    def ask(method, path, body=None, chunked=False, **fields):
        connection = http.client.HTTPConnection(host, int(port), timeout=DEADLINE)
        headers = {"Authorization": f"Bearer {studio.token}", "Tus-Resumable": "1.0.0"}
        headers |= {name.replace("_", "-"): value for name, value in fields.items()}
        connection.request(
            method, path, iter([body]) if chunked else body, headers, encode_chunked=chunked
        )
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    metadata = ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}"
        for key, value in (("meeting_id", studio.meeting), ("filetype", "video/webm"))
    )
    made = ask("POST", "/api/recordings/upload/", Upload_Defer_Length="1", Upload_Metadata=metadata)
    assert made.status == 201, made.status
    path = made.headers["Location"]
    kind = {"Content_Type": "application/offset+octet-stream"}
    first = ask("PATCH", path, film[:3000], Upload_Offset="0", **kind)
    assert first.status == 204 and first.headers["Upload-Offset"] == "3000", first.headers
    last = ask(
        "PATCH",
        path,
        film[3000:],
        chunked=True,
        Upload_Offset="3000",
        Upload_Length=str(len(film)),
        Transfer_Encoding="chunked",
        **kind,
    )
    assert last.status == 204, last.status
    assert studio.ready(path)["duration_ms"] > 500


def nothing_acknowledged_is_lost_in_a_kill(place):
    studio = Studio(place)
    path = os.path.join(place.folder, "noise.mp4")
    digest = noise(path, 20_000_000)
    sent = studio.send(path, "video/mp4", chunkSize=2_000_000, crash=9_000_000)
    told = int(studio.head(sent["url"])[1]["Upload-Offset"])
    assert told >= 6_000_000, told
    studio.kill_and_start_again()
    here = studio.origin + "/" + sent["url"].split("/", 3)[3]
    assert int(studio.head(here)[1]["Upload-Offset"]) >= told
    again = studio.send(path, "video/mp4", uploadUrl=here)
    assert again["requests"][0] == "HEAD" and "POST" not in again["requests"], again
    recording = studio.ready(here)
    assert hashlib.sha256(studio.media(recording)[2]).hexdigest() == digest


def a_newer_request_takes_the_upload_from_a_dead_one(place):
    studio = Studio(place)
    path = os.path.join(place.folder, "noise.mp4")
    digest = noise(path, 4_000_000)
    host, port = studio.daemon.ready["http"][0].rsplit(":", 1)
    fields = {"Authorization": f"Bearer {studio.token}", "Tus-Resumable": "1.0.0"}
    first = studio.send(path, "video/mp4", chunkSize=500_000, crash=900_000)
    at = int(studio.head(first["url"])[1]["Upload-Offset"])
    half_open = http.client.HTTPConnection(host, int(port), timeout=DEADLINE)
    half_open.putrequest("PATCH", "/" + first["url"].split("/", 3)[3])
    for name, value in fields.items():
        half_open.putheader(name, value)
    half_open.putheader("Content-Type", "application/offset+octet-stream")
    half_open.putheader("Upload-Offset", str(at))
    half_open.putheader("Content-Length", str(4_000_000 - at))
    half_open.endheaders()
    with open(path, "rb") as source:
        source.seek(at)
        half_open.send(source.read(600_000))  # and nothing more comes
    sent = studio.send(path, "video/mp4", uploadUrl=first["url"])
    recording = studio.ready(sent["url"])
    assert hashlib.sha256(studio.media(recording)[2]).hexdigest() == digest
    half_open.close()


def a_large_upload_keeps_the_memory_flat(place):
    studio = Studio(place)
    small = os.path.join(place.folder, "small.mp4")
    noise(small, 8 << 20)
    studio.send(small, "video/mp4")
    before = memory(studio.daemon)
    path = os.path.join(place.folder, "large.mp4")
    digest = noise(path, LARGE)
    process = subprocess.Popen(studio.command(path, "video/mp4"), stdout=subprocess.PIPE, text=True)
    most = 0
    while process.poll() is None:
        most = max(most, memory(studio.daemon))
        time.sleep(0.02)
    assert process.returncode == 0
    url = json.loads(process.stdout.read().splitlines()[-1])["url"]
    recording = studio.ready(url)
    with urllib.request.urlopen(studio.origin + recording["media_url"]) as answer:
        came = hashlib.sha256()
        while block := answer.read(1 << 20):
            came.update(block)
            most = max(most, memory(studio.daemon))
    assert came.hexdigest() == digest
    grown = most - before
    assert grown < 8 << 20, f"{grown / (1 << 20):.1f} MiB more"
    return f"{LARGE >> 20} MiB both ways, {grown / (1 << 20):.1f} MiB of memory more"


def a_film_gets_an_mp4_also_after_a_kill(place):
    for program in ("ffmpeg", "ffprobe"):
        if not os.access(f"/usr/bin/{program}", os.X_OK):
            raise suite.Skipped(f"/usr/bin/{program} is not installed")
    studio = Studio(place)
    recording = studio.ready(studio.send(FILM)["url"])
    end = time.monotonic() + DEADLINE
    while not studio.files(".mp4*"):
        assert time.monotonic() < end, "nobody began to make the copy"
        time.sleep(0.005)
    in_its_middle = bool(studio.files(".mp4.new"))
    studio.kill_and_start_again()

    def copied():
        (one,) = studio.recordings()
        formats = {each["format"]: each for each in one["formats"]}
        return formats.get("mp4") and formats

    end = time.monotonic() + DEADLINE
    while not (formats := copied()):
        assert time.monotonic() < end, studio.recordings()
        time.sleep(0.1)
    assert formats["original"]["size"] == recording["size"], formats
    status, headers, film = studio.media(formats["mp4"])
    assert status == 200 and headers["Content-Type"] == "video/mp4", headers
    assert len(film) == formats["mp4"]["size"], formats
    status, headers, part = studio.media(formats["mp4"], "bytes=100-199")
    assert status == 206 and part == film[100:200], headers
    status, _, original = studio.media(formats["original"])
    assert status == 200 and len(original) == recording["size"]
    status, storage = studio.daemon.request("GET", "/api/recordings/storage/", None, studio.token)
    assert storage["used_bytes"] == len(film) + len(original), storage
    path = os.path.join(place.folder, "judged.mp4")
    with open(path, "wb") as out:
        out.write(film)
    fields = "format=duration:stream=codec_name"
    said = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", fields, "-of", "json", path],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    told = json.loads(said.stdout)
    codecs = {stream["codec_name"] for stream in told["streams"]}
    assert codecs == {"h264", "aac"}, told
    duration = float(told["format"]["duration"])
    assert abs(duration * 1000 - recording["duration_ms"]) < 200, (told, recording)
    os.remove(path)
    assert not studio.files(".mp4.new")
    assert len(studio.files(".mp4")) == 1
    here = f"/api/recording/{recording['recording_id']}/"
    status, _ = studio.daemon.request("DELETE", here, None, studio.token)
    assert status == 200
    assert not studio.files(".mp4") and not studio.files(".media")
    when = "in the middle of the copy" if in_its_middle else "after the copy"
    return f"killed {when}; {len(film)} bytes, {duration} s of h264 and aac by ffprobe"


def a_full_quota_is_told_and_nothing_is_lost(place):
    studio = Studio(place, '[recordings]\nquota_per_person = "2MiB"\nlargest = "2MiB"\n')
    path = os.path.join(place.folder, "noise.mp4")
    noise(path, 1_500_000)
    first = studio.send(path, "video/mp4")
    done = subprocess.run(
        studio.command(path, "video/mp4"), capture_output=True, text=True, timeout=120
    )
    assert done.returncode != 0 and "quota-used" in done.stderr, done.stderr
    big = os.path.join(place.folder, "big.mp4")
    noise(big, 3_000_000)
    done = subprocess.run(
        studio.command(big, "video/mp4"), capture_output=True, text=True, timeout=120
    )
    assert done.returncode != 0 and "recording-too-large" in done.stderr, done.stderr
    assert len(studio.recordings()) == 1
    studio.ready(first["url"])


def strangers_get_nothing(place):
    studio = Studio(place)
    recording = studio.ready(studio.send(FILM)["url"])
    status, _ = studio.daemon.request("GET", f"/api/recording/{recording['recording_id']}/")
    assert status == 401
    for path in (
        f"/api/recording/{recording['recording_id']}/media",
        f"/api/recording/{recording['recording_id']}/media?ticket=x",
        "/api/recording/..%2f..%2fetc%2fpasswd/media?ticket=x",
        "/api/recording/%2e%2e/media?ticket=x",
        "/api/recording/shared/none/",
    ):
        status, _ = studio.daemon.request("GET", path)
        assert status in (403, 404), (path, status)


TESTS = [
    a_film_becomes_seekable,
    the_public_client_sends_in_every_way,
    a_length_may_come_with_the_last_piece,
    nothing_acknowledged_is_lost_in_a_kill,
    a_newer_request_takes_the_upload_from_a_dead_one,
    a_large_upload_keeps_the_memory_flat,
    a_film_gets_an_mp4_also_after_a_kill,
    a_full_quota_is_told_and_nothing_is_lost,
    strangers_get_nothing,
]

if __name__ == "__main__":
    suite.main(TESTS)
