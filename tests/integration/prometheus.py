#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The metrics as real programs take them: promtool judges names and rules, a Prometheus scrapes a
daemon whose parts are all on, and every name in dashboards, rules and documents is there."""
import glob
import http.client
import json
import os
import re
import subprocess
import sys

import suite
import whole_daemon
from lecternd import DEADLINE
from prometheus_server import PrometheusServer, need_prometheus

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RULES = os.path.join(TOP, "packaging/prometheus/lectern.rules.yml")
RULES_TEST = os.path.join(TOP, "packaging/prometheus/lectern.rules.test.yml")
# Names of files and programs in documents that look like metrics.
NO_METRICS = {"lectern_room", "lectern_session", "lectern_cookie"}
# A unit that is a part of a name stands at its end (OpenMetrics); _total may follow it.
UNITS = ("seconds", "bytes", "ratio")

sys.path.insert(0, os.path.join(TOP, "scripts"))
import grafana_dashboards  # noqa: E402  pylint: disable=wrong-import-position
import metrics_table  # noqa: E402  pylint: disable=wrong-import-position


class School:
    """One daemon for all tests of this file."""

    def __init__(self, place):
        need_prometheus()
        self.place = place
        self.daemon = whole_daemon.start(place)
        self.text = whole_daemon.exposition(self.daemon)
        self.families = metrics_table.families(self.text)

    def names(self):
        """The names that a query may use: those of histograms with their endings, too."""
        found = set(self.families)
        for name, (kind, _, _) in self.families.items():
            if kind == "histogram":
                found |= {name + "_bucket", name + "_sum", name + "_count"}
        return found


def promtool(*words, text=None):
    done = subprocess.run(
        ["promtool", *words], input=text, capture_output=True, text=True, timeout=DEADLINE,
        check=False,
    )  # fmt: skip
    return done.returncode, (done.stdout + done.stderr).strip()


def promtool_finds_nothing(school):
    assert promtool("check", "metrics", text=school.text) == (0, "")


def names_obey_openmetrics(school):
    for name, (kind, said, labels) in school.families.items():
        assert re.fullmatch(r"(lectern|process)(_[a-z0-9]+)+", name), name
        assert said and kind in ("counter", "gauge", "histogram"), (name, kind, said)
        assert name.endswith("_total") == (kind == "counter"), (name, kind)
        stem = name.removesuffix("_total")
        for unit in UNITS:
            assert unit not in stem.split("_") or stem.endswith("_" + unit), (name, unit)
        assert all(re.fullmatch(r"[a-z_]+", label) for label in labels), (name, labels)


def series_do_not_multiply(school):
    """Strangers ask for whatever they like; the series stay the same."""
    before = {line.rsplit(" ", 1)[0] for line in school.text.splitlines()}
    host, _, port = school.daemon.ready["http"][0].rpartition(":")
    for path in ("/api/nothing/here", "/?" + "x" * 50, "/api/meetings/", "/ws"):
        connection = http.client.HTTPConnection(host, int(port), timeout=DEADLINE)
        connection.request(
            "GET", path, headers={"User-Agent": "stranger", "Host": "elsewhere.example"}
        )
        connection.getresponse().read()
        connection.close()
    now = whole_daemon.exposition(school.daemon)
    assert {line.rsplit(" ", 1)[0] for line in now.splitlines()} == before


def the_page_of_metrics_is_what_the_daemon_says(school):
    path = os.path.join(TOP, "docs/metrics.md")
    wanted = metrics_table.page(school.text)
    if os.environ.get("LECTERN_WRITE"):
        with open(path, "w", encoding="utf-8") as page:
            page.write(wanted)
    with open(path, encoding="utf-8") as page:
        assert page.read() == wanted, "LECTERN_WRITE=1 lets this test write docs/metrics.md anew"


def a_daemon_without_parts_has_nothing_else(school):
    folder = school.place.folder + "/small"
    os.mkdir(folder)
    text = school.place.config().replace(
        f"{school.place.folder}/state", f"{folder}/state"
    )
    small = school.place.daemon(text, folder=folder)
    more = set(metrics_table.families(whole_daemon.exposition(small))) - set(school.families)
    assert not more, more


def expressions():
    """(where, PromQL) of each panel and rule."""
    for path in sorted(glob.glob(os.path.join(TOP, "packaging/grafana/*.json"))):
        with open(path, encoding="utf-8") as file:
            board = json.load(file)
        for panel in board["panels"]:
            for target in panel.get("targets", ()):
                yield f"{os.path.basename(path)}: {panel['title']}", target["expr"]
    with open(RULES, encoding="utf-8") as file:
        for expression in re.findall(r"^ +expr: >-\n((?: {10}.*\n)+)", file.read(), re.M):
            yield "rules", " ".join(expression.split())


def every_name_that_is_used_exists(school):
    known = school.names()
    used = 0
    for where, text in expressions():
        names = set(re.findall(r"\b(?:lectern|process)_\w+", text))
        assert names or "up{" in text, (where, text)
        assert names <= known, (where, names - known)
        used += len(names)
    assert used > 60, used
    for path in glob.glob(os.path.join(TOP, "docs/*.md")):
        with open(path, encoding="utf-8") as page:
            said = set(re.findall(r"`[^`\n]*?\b(lectern_[a-z0-9_]*[a-z0-9])\b", page.read()))
        wrong = said - known - NO_METRICS
        wrong = {one for one in wrong if not any(name.startswith(one + "_") for name in known)}
        assert not wrong, (os.path.basename(path), wrong)


def every_label_that_is_used_exists(school):
    for where, text in expressions():
        for name, matchers in re.findall(r"\b((?:lectern|process)_\w+)\{([^}]*)\}", text):
            labels = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", matchers)) - {"instance", "job"}
            family = re.sub(r"_(bucket|sum|count)$", "", name)
            family = family if family in school.families else name
            known = set(school.families[family][2]) | {"le"}
            assert labels <= known, (where, name, labels - known)


def prometheus_scrapes_and_answers_every_panel(school):
    server = PrometheusServer(
        school.place, [whole_daemon.address(school.daemon)], rules=[RULES]
    )
    server.until('up{job="lectern"} == 1')
    (target,) = server.ask("targets")["activeTargets"]
    assert target["health"] == "up" and not target["lastError"], target
    asked = 0
    for where, text in expressions():
        for name, value in {
            "$__rate_interval": "1m", "$__range": "1h", "$job": "lectern", "$instance": ".*",
        }.items():  # fmt: skip
            text = text.replace(name, value)
        try:
            server.query(text)
        except OSError as error:
            raise AssertionError(f"{where}: {text}: {error}") from error
        asked += 1
    groups = server.ask("rules")["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    assert rules and all(rule["health"] in ("ok", "unknown") for rule in rules), rules
    return f"{asked} queries, {len(rules)} rules"


def rules_pass_their_own_tests(_school):
    status, said = promtool("check", "rules", RULES)
    assert status == 0 and "SUCCESS" in said, said
    status, said = promtool("test", "rules", RULES_TEST)
    assert status == 0, said


def every_alert_has_a_runbook(_school):
    with open(RULES, encoding="utf-8") as file:
        rules = file.read()
    with open(os.path.join(TOP, "docs/runbooks.md"), encoding="utf-8") as page:
        runbooks = set(re.findall(r"^### (\w+)$", page.read(), re.M))
    with open(RULES_TEST, encoding="utf-8") as file:
        tested = set(re.findall(r"alertname: (\w+)", file.read()))
    alerts = re.findall(r"^ +- alert: (\w+)$", rules, re.M)
    links = re.findall(r"runbook_url: \S+/docs/runbooks\.md#(\w+)", rules)
    assert [alert.lower() for alert in alerts] == links, (alerts, links)
    assert set(alerts) == runbooks == tested, (set(alerts) ^ runbooks, set(alerts) ^ tested)


def dashboards_can_be_provisioned(_school):
    """Classic JSON with a fixed uid, no id, and a variable for the data source."""
    uids, paths = set(), sorted(glob.glob(os.path.join(TOP, "packaging/grafana/*.json")))
    for path in paths:
        with open(path, encoding="utf-8") as file:
            board = json.load(file)
        assert board["uid"].startswith("lectern-") and "__inputs" not in board, path
        assert board.get("id") is None and board["title"], path
        kinds = {one["name"]: one["type"] for one in board["templating"]["list"]}
        assert kinds["datasource"] == "datasource", kinds
        name = os.path.basename(path).removesuffix(".json")
        wanted = grafana_dashboards.text(name)
        assert json.loads(wanted) == board, f"{path}: run scripts/grafana_dashboards.py"
        uids.add(board["uid"])
        ids = [panel["id"] for panel in board["panels"]]
        assert len(set(ids)) == len(ids), path
        places = set()
        for panel in board["panels"]:
            assert panel["datasource"]["uid"] == "${datasource}", (path, panel["title"])
            at = panel["gridPos"]
            assert at["x"] + at["w"] <= 24, (path, panel["title"])
            cells = {
                (x, y)
                for x in range(at["x"], at["x"] + at["w"])
                for y in range(at["y"], at["y"] + at["h"])
            }
            assert not cells & places, (path, panel["title"], "lies on another panel")
            places |= cells
    assert len(uids) == len(paths) == 5, uids


suite.main(
    [
        promtool_finds_nothing,
        names_obey_openmetrics,
        series_do_not_multiply,
        the_page_of_metrics_is_what_the_daemon_says,
        a_daemon_without_parts_has_nothing_else,
        every_name_that_is_used_exists,
        every_label_that_is_used_exists,
        prometheus_scrapes_and_answers_every_panel,
        rules_pass_their_own_tests,
        every_alert_has_a_runbook,
        dashboards_can_be_provisioned,
    ],
    together=School,
)
