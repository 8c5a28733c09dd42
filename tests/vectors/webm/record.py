#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Records the vectors of this folder anew: what the MediaRecorder of real browsers writes.

  tests/vectors/webm/record.py FOLDER [NAME…]

A browser without a window opens a page of this program, records a drawn picture and a tone of its
fake microphone, and posts the result. Needs chromium and firefox-esr; without a browser its vectors
are SKIPPED.
"""
import http.server
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.parse

# Name -> browser, the type asked of MediaRecorder, tracks, milliseconds, and the time slice (0: the
# recorder gives everything at its end). "pause" pauses in the middle; "slow" draws seldom and wants
# a key frame every two seconds, which only Chromium knows.
RECORDINGS = {
    "chromium-vp8-opus": ("chromium", "video/webm;codecs=vp8,opus", "va", 1500, 0),
    "chromium-vp9-opus": ("chromium", "video/webm;codecs=vp9,opus", "va", 1500, 500),
    "chromium-av1-opus": ("chromium", "video/webm;codecs=av01,opus", "va", 1500, 500),
    "chromium-h264-opus": ("chromium", "video/x-matroska;codecs=avc1,opus", "va", 1500, 500),
    "chromium-vp8": ("chromium", "video/webm;codecs=vp8", "v", 1000, 0),
    "chromium-opus": ("chromium", "audio/webm;codecs=opus", "a", 3000, 250),
    "chromium-pause": ("chromium", "video/webm;codecs=vp8,opus", "va pause", 2000, 250),
    "chromium-key-frames": ("chromium", "video/webm;codecs=vp8,opus", "va slow", 14000, 1000),
    "firefox-vp8-opus": ("firefox-esr", "video/webm;codecs=vp8,opus", "va", 1500, 500),
    "firefox-vp8": ("firefox-esr", "video/webm;codecs=vp8", "v", 1000, 0),
    "firefox-opus": ("firefox-esr", "audio/webm;codecs=opus", "a", 3000, 250),
}
SECONDS = 60

PAGE = """<!doctype html><canvas id=c width=64 height=48></canvas><script>
const wish = Object.fromEntries(new URLSearchParams(location.search));
const tell = (path, body) => fetch(path, { method: 'POST', body });
const draw = () => {
  const g = c.getContext('2d'), t = performance.now();
  g.fillStyle = `hsl(${Math.floor(t / 5) % 360} 90% 50%)`;
  g.fillRect(0, 0, 64, 48);
  g.fillStyle = '#fff';
  g.fillRect((t / 20) % 64, 10, 12, 12);
};
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
(async () => {
  const stream = new MediaStream();
  const slow = wish.tracks.includes('slow');
  setInterval(draw, slow ? 200 : 50);
  draw();
  const seen = c.captureStream(slow ? 5 : 20);
  if (wish.tracks.includes('v')) stream.addTrack(seen.getVideoTracks()[0]);
  if (wish.tracks.startsWith('a') || wish.tracks.startsWith('va')) {
    const heard = await navigator.mediaDevices.getUserMedia({ audio: true });
    stream.addTrack(heard.getAudioTracks()[0]);
  }
  const recorder = new MediaRecorder(stream, {
    mimeType: wish.type, audioBitsPerSecond: 8000, videoBitsPerSecond: 60000,
    ...(slow ? { videoKeyFrameIntervalDuration: 2000 } : {}) });
  const parts = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  const stopped = new Promise((done) => { recorder.onstop = done; });
  const slice = Number(wish.slice), ms = Number(wish.ms);
  slice ? recorder.start(slice) : recorder.start();
  if (wish.tracks.includes('pause')) {
    await pause(ms / 2);
    recorder.pause();
    await pause(500);
    recorder.resume();
    await pause(ms / 2);
  } else await pause(ms);
  recorder.stop();
  await stopped;
  await tell('/recording', new Blob(parts));
})().catch((error) => tell('/failed', String(error)));
</script>"""

FIREFOX = """user_pref("media.navigator.streams.fake", true);
user_pref("media.navigator.permission.disabled", true);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("app.update.enabled", false);
"""


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path.startswith("/?") else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if self.path.startswith("/?"):
            self.wfile.write(PAGE.encode())

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()
        self.server.answer = (self.path, body)
        self.server.answered.set()

    def log_message(self, *_):
        pass


def command_of(browser, profile, url):
    if browser == "chromium":
        return [
            browser,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            "--no-first-run",
            f"--user-data-dir={profile}",
            url,
        ]
    pathlib.Path(profile, "user.js").write_text(FIREFOX)
    return [browser, "--headless", "--no-remote", "--profile", profile, url]


def record(browser, kind, tracks, milliseconds, slice_):
    """The bytes of one recording."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    server.answer, server.answered = None, threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    query = urllib.parse.urlencode(
        {"type": kind, "tracks": tracks, "ms": milliseconds, "slice": slice_}
    )
    url = f"http://127.0.0.1:{server.server_address[1]}/?{query}"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            command_of(browser, profile, url),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            if not server.answered.wait(SECONDS):
                raise RuntimeError(f"{browser} gave nothing in {SECONDS} s")
        finally:
            process.terminate()
            process.wait()
            server.shutdown()
    path, body = server.answer
    if path != "/recording":
        raise RuntimeError(body.decode(errors="replace"))
    return body


def main():
    folder = pathlib.Path(sys.argv[1])
    failed = 0
    for name in sys.argv[2:] or RECORDINGS:
        browser, *wish = RECORDINGS[name]
        if not shutil.which(browser):
            print(f"{name}: SKIPPED, {browser} is not installed")
            continue
        try:
            body = record(browser, *wish)
        except RuntimeError as error:
            print(f"{name}: {error}")
            failed += 1
            continue
        ending = "mkv" if "matroska" in wish[0] else "webm"
        (folder / f"{name}.{ending}").write_bytes(body)
        print(f"{name}: {len(body)} bytes")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
