#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Foreign programs judge what becomes of the recordings in tests/vectors/webm.

  judge_webm.py MAKE_SEEKABLE [NAME…]

Each vector is made seekable as it is, and cut off in its middle. ffprobe and ffmpeg read and seek,
mkvinfo and webm_info judge the structure, Chromium and Firefox play and seek over HTTP Range. It
ends with `N passed, N failed, N skipped`.
"""
import functools
import http.server
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import traceback

VECTORS = pathlib.Path(__file__).resolve().parents[1] / "vectors" / "webm"
SECONDS = 240


class Skipped(Exception):
    """This machine lacks something that the test needs; the message names it."""


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            raise Skipped(f"{program} is not installed")


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, f"{command[0]}: {done.stderr or done.stdout}"
    return done


class Recording:
    """One vector, whole or cut, and what was made of it."""

    def __init__(self, source, made, told):
        self.source, self.made, self.told = source, made, told

    @property
    def has_video(self):
        return self.source.stem.split("-")[1] != "opus"


def make_all(program, folder):
    recordings = []
    for vector in sorted(VECTORS.glob("*.[wm][ek][bv]*")):
        for part in ("whole", "cut"):
            source = folder / f"{vector.stem}-{part}.raw{vector.suffix}"
            data = vector.read_bytes()
            source.write_bytes(data if part == "whole" else data[: len(data) * 2 // 3])
            made = folder / f"{vector.stem}-{part}{vector.suffix}"
            told = json.loads(run(program, str(source), str(made)).stdout)
            recordings.append(Recording(source, made, told))
    assert len(recordings) >= 22, "the vectors are missing"
    return recordings


def packets(path):
    """(stream, time in ms, size) of every packet."""
    show = ("-show_entries", "packet=stream_index,pts_time,size", "-of", "csv=p=0")
    lines = run("ffprobe", "-v", "error", *show, str(path)).stdout.splitlines()
    rows = [line.split(",")[:3] for line in lines if line]
    return [(row[0], round(float(row[1]) * 1000), row[2]) for row in rows]


def ffprobe_sees_the_same_packets(recordings):
    need("ffprobe")
    for recording in recordings:
        made = packets(recording.made)
        assert made == packets(recording.source)[: len(made)], recording.made.name
        assert len(made) == recording.told["frames"], recording.made.name


def ffprobe_sees_the_duration(recordings):
    need("ffprobe")
    show = ("-show_entries", "format=duration", "-of", "csv=p=0")
    for recording in recordings:
        seen = float(run("ffprobe", "-v", "error", *show, str(recording.made)).stdout)
        assert abs(seen - recording.told["duration"]) < 0.002, (recording.made.name, seen)


def ffmpeg_decodes_without_a_complaint(recordings):
    need("ffmpeg")
    for recording in recordings:
        times = ("-fps_mode", "passthrough", "-enc_time_base:v", "-1")  # as they are
        done = run("ffmpeg", "-v", "error", "-i", str(recording.made), *times, "-f", "null", "-")
        assert not done.stderr, f"{recording.made.name}: {done.stderr}"


def ffmpeg_seeks_to_the_key_frame_before(recordings):
    """The demuxer begins at the Cue in front of the place, not at the beginning."""
    need("ffprobe")
    made = next(r.made for r in recordings if r.made.name == "chromium-key-frames-whole.webm")
    show = ("-show_entries", "packet=pts_time,flags", "-select_streams", "v", "-of", "csv=p=0")
    text = run("ffprobe", "-v", "error", "-read_intervals", "10%+#1", *show, str(made)).stdout
    time, flags = text.splitlines()[0].split(",")[:2]
    assert 8 < float(time) <= 10 and "K" in flags, text


def mkvinfo_finds_nothing_wrong(recordings):
    need("mkvinfo")
    for recording in recordings:
        text = run("mkvinfo", "--continue", str(recording.made)).stdout
        wrong = re.search(r"error|warning|size unknown", text, re.IGNORECASE)
        assert not wrong, f"{recording.made.name}: {text}"
        parts = ("Seek head", "Segment information", "+ Tracks", "+ Cues", "+ Cluster")
        order = [text.index(part) for part in parts]
        assert order == sorted(order), text


def webm_info_reads_it(recordings):
    need("webm_info")
    for recording in recordings:
        if recording.made.suffix == ".webm":
            text = run("webm_info", "-cues", "-i", str(recording.made)).stdout
            assert "Cues" in text, text


PAGE = """<!doctype html><video id=v muted preload=metadata></video><script>
const wait = (event) => new Promise((done, fail) => {
  v.addEventListener(event, done, { once: true });
  v.addEventListener('error', () => fail(v.error.message), { once: true });
});
const look = async (name) => {
  const loaded = wait('loadedmetadata');
  v.src = name;
  await loaded;
  const seen = { name, duration: String(v.duration), width: v.videoWidth };
  if (!isFinite(v.duration)) return seen;
  const sought = wait('seeked');
  v.currentTime = v.duration / 2;
  await sought;
  seen.at = v.currentTime;
  seen.ranges = [...Array(v.seekable.length).keys()].map((i) => v.seekable.end(i));
  if (v.videoWidth) {
    const c = new OffscreenCanvas(v.videoWidth, v.videoHeight).getContext('2d');
    c.drawImage(v, 0, 0);
    seen.pixel = [...c.getImageData(4, 40, 1, 1).data];
  }
  return seen;
};
(async () => {
  const seen = [];
  for (const name of NAMES) seen.push(await look(name));
  await fetch('/seen', { method: 'POST', body: JSON.stringify(seen) });
})().catch((e) => fetch('/failed', { method: 'POST', body: `${v.src}: ${e}` }));
</script>"""


class Files(http.server.BaseHTTPRequestHandler):
    """Serves a folder with byte ranges, and a page; takes the page's answer."""

    protocol_version = "HTTP/1.1"

    def __init__(self, folder, page, *arguments):
        self.folder, self.page = folder, page
        super().__init__(*arguments)

    def do_GET(self):
        path = self.folder / self.path[1:]
        if self.path == "/" or not path.is_file():
            self.answer(200 if self.path == "/" else 404, "text/html", self.page.encode())
            return
        data, size = path.read_bytes(), path.stat().st_size
        wish = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if not wish:
            self.answer(200, "video/webm", data)
            return
        begin, end = int(wish[1]), min(int(wish[2] or size - 1), size - 1)
        self.answer(206, "video/webm", data[begin : end + 1], f"bytes {begin}-{end}/{size}")

    def answer(self, status, kind, body, content_range=None):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Accept-Ranges", "bytes")
        if content_range:
            self.send_header("Content-Range", content_range)
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(204, "text/plain", b"")
        self.server.told = (self.path, body.decode())
        self.server.done.set()

    def log_message(self, *_):
        pass


def command_of(browser, profile, url):
    if browser == "chromium":
        options = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run")
        return [browser, *options, f"--user-data-dir={profile}", url]
    pathlib.Path(profile, "user.js").write_text(
        'user_pref("browser.aboutwelcome.enabled", false);\n'
        'user_pref("browser.shell.checkDefaultBrowser", false);\n',
        encoding="utf-8",
    )
    return [browser, "--headless", "--no-remote", "--profile", profile, url]


def seen_by(browser, folder, names):
    """What the page tells of each file in the browser."""
    page = PAGE.replace("NAMES", json.dumps(names))
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Files, folder, page)
    )
    server.told, server.done = None, threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            command_of(browser, profile, url),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            assert server.done.wait(SECONDS), f"{browser} told nothing in {SECONDS} s"
        finally:
            process.terminate()
            process.wait()
            server.shutdown()
    path, body = server.told
    assert path == "/seen", f"{browser}: {body}"
    return json.loads(body)


def plays(browser, recordings):
    need(browser)
    for seen, recording in zip(
        seen_by(browser, recordings[0].made.parent, [r.made.name for r in recordings]), recordings
    ):
        # Browsers take what comes first from the Duration, and may correct it by the last frame.
        duration = float(seen["duration"])
        assert abs(duration - recording.told["duration"]) < 0.3, (seen, recording.told)
        assert abs(seen["at"] - duration / 2) < 0.1, seen
        if seen["width"]:
            assert max(seen["pixel"][:3]) > 100, f"no picture: {seen}"
        assert bool(seen["width"]) == recording.has_video, seen


def chromium_plays_and_seeks(recordings):
    plays("chromium", recordings)


def chromium_cannot_seek_in_the_raw_file(recordings):
    """Why all this is needed: the day this fails, it may be dropped."""
    need("chromium")
    raw = next(r.source for r in recordings if r.made.name == "chromium-key-frames-whole.webm")
    seen = seen_by("chromium", raw.parent, [raw.name])
    assert seen[0]["duration"] == "Infinity", seen


def firefox_plays_and_seeks(recordings):
    plays("firefox-esr", [r for r in recordings if r.made.suffix == ".webm"])


TESTS = [
    ffprobe_sees_the_same_packets,
    ffprobe_sees_the_duration,
    ffmpeg_decodes_without_a_complaint,
    ffmpeg_seeks_to_the_key_frame_before,
    mkvinfo_finds_nothing_wrong,
    webm_info_reads_it,
    chromium_plays_and_seeks,
    chromium_cannot_seek_in_the_raw_file,
    firefox_plays_and_seeks,
]


def main():
    counts = {"ok": 0, "FAIL": 0, "SKIPPED": 0}
    with tempfile.TemporaryDirectory() as folder:
        recordings = make_all(sys.argv[1], pathlib.Path(folder))
        for test in TESTS:
            if sys.argv[2:] and test.__name__ not in sys.argv[2:]:
                continue
            verdict, why = "ok", ""
            try:
                test(recordings)
            except Skipped as reason:
                verdict, why = "SKIPPED", f": {reason}"
            except Exception:
                verdict, why = "FAIL", "\n" + traceback.format_exc()
            counts[verdict] += 1
            print(f"{verdict} {test.__name__}{why}", flush=True)
    print(f"{counts['ok']} passed, {counts['FAIL']} failed, {counts['SKIPPED']} skipped")
    return 1 if counts["FAIL"] else 0


if __name__ == "__main__":
    sys.exit(main())
