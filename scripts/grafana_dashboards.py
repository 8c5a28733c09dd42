#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes packaging/grafana/*.json from the table below: dashboards as Classic JSON with a fixed uid
and a variable for the data source, as Grafana's provisioning takes them. A test compares.

  scripts/grafana_dashboards.py [FOLDER]
"""
import json
import os
import sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HERE = 'job="$job",instance=~"$instance"'
AMBER = "#F5BB07"
API = 'server="api"'
FAILED = API + ',status="5xx"'


def rate(name, labels="", by=""):
    inside = HERE + ("," + labels if labels else "")
    grouped = f" by ({by})" if by else ""
    return f"sum{grouped} (rate({name}{{{inside}}}[$__rate_interval]))"


def now(name, labels="", by=""):
    inside = HERE + ("," + labels if labels else "")
    grouped = f" by ({by})" if by else ""
    return f"sum{grouped} ({name}{{{inside}}})"


def quantile(part, name, labels=""):
    return f"histogram_quantile({part}, {rate(name + '_bucket', labels, 'le')})"


def share(name, labels):
    return f"{rate(name, labels)} / {rate(name)}"


# (title, unit, [(query, legend)], kind); two panels of 12 columns a row, four numbers a row.
BOARDS = {
    "overview": [
        ("Ready", "none", [(f"min (lectern_ready{{{HERE}}})", "")], "stat"),
        ("People in rooms", "none", [(now("lectern_signaling_sessions"), "")], "stat"),
        ("Rooms", "none", [(now("lectern_signaling_rooms"), "")], "stat"),
        ("Relayed at this moment", "none", [(now("lectern_turn_allocations"), "")], "stat"),
        ("People and rooms", "none", [
            (now("lectern_signaling_sessions", by="instance"), "people at {{instance}}"),
            (now("lectern_signaling_rooms", by="instance"), "rooms at {{instance}}"),
        ], "graph"),
        ("Relayed traffic", "bps", [
            (f"8 * {rate('lectern_turn_bytes_total', by='direction')}", "{{direction}}"),
        ], "graph"),
        ("Answers of the API by status", "reqps", [
            (rate("lectern_http_responses_total", 'server="api"', "status"), "{{status}}"),
        ], "graph"),
        ("Processor", "percentunit", [
            (f"rate(process_cpu_seconds_total{{{HERE}}}[$__rate_interval])", "{{instance}}"),
        ], "graph"),
        ("Memory", "bytes", [
            (f"process_resident_memory_bytes{{{HERE}}}", "{{instance}}"),
        ], "graph"),
        ("Descriptors", "none", [
            (f"process_open_fds{{{HERE}}}", "open at {{instance}}"),
            (f"process_max_fds{{{HERE}}}", "limit of {{instance}}"),
        ], "graph"),
        ("Days until the certificate ends", "d", [
            (f"(lectern_certificate_expiry_seconds{{{HERE}}} - time()) / 86400", "{{instance}}"),
        ], "graph"),
        ("Starts and hanging loops", "none", [
            (f"changes(lectern_start_time_seconds{{{HERE}}}[1h])", "starts of {{instance}}"),
            (f"lectern_stalled_loops{{{HERE}}}", "loops of {{instance}} that hang"),
        ], "graph"),
    ],
    "relay": [
        ("Allocations", "none", [(now("lectern_turn_allocations"), "")], "stat"),
        ("Traffic", "bps", [(f"8 * {rate('lectern_turn_bytes_total')}", "")], "stat"),
        ("Free relay ports", "percentunit", [
            (f"{now('lectern_turn_ports_free')} / {now('lectern_turn_ports')}", "")], "stat"),
        ("Addresses missing", "none", [(now("lectern_turn_missing_addresses"), "")], "stat"),
        ("Allocations by transport", "none", [
            (now("lectern_turn_allocations", by="transport"), "{{transport}}"),
        ], "graph"),
        ("Packets by direction and transport", "pps", [
            (rate("lectern_turn_packets_total", by="direction,transport"),
             "{{direction}} {{transport}}"),
        ], "graph"),
        ("Allocations made and refused", "ops", [
            (rate("lectern_turn_allocations_made_total"), "made"),
            (rate("lectern_turn_allocations_refused_total", by="reason"), "refused: {{reason}}"),
        ], "graph"),
        ("Length of sessions", "s", [
            (quantile(0.5, "lectern_turn_session_seconds"), "median"),
            (quantile(0.9, "lectern_turn_session_seconds"), "one in ten is longer"),
        ], "graph"),
        ("Dropped packets by reason", "pps", [
            (rate("lectern_turn_dropped_total", by="reason") + " > 0", "{{reason}}"),
        ], "graph"),
        ("Wrong credentials by reason", "ops", [
            (rate("lectern_turn_auth_failures_total", 'reason!="no_credentials"', "reason"),
             "{{reason}}"),
        ], "graph"),
        ("Packets of each worker", "pps", [
            (rate("lectern_turn_worker_packets_total", by="instance,worker"),
             "{{instance}} {{worker}}"),
        ], "graph"),
        ("What the system lost or refused", "ops", [
            (rate("lectern_turn_listener_overflows_total"), "listener overflows"),
            (rate("lectern_host_udp_receive_buffer_errors_total"), "host: receive buffers"),
            (rate("lectern_host_udp_send_buffer_errors_total"), "host: send buffers"),
            (rate("lectern_turn_socket_failures_total", by="reason") + " > 0",
             "sockets: {{reason}}"),
        ], "graph"),
        ("Why sessions end", "ops", [
            (rate("lectern_turn_sessions_ended_total", by="reason"), "{{reason}}"),
        ], "graph"),
        ("Binding requests (STUN)", "reqps", [(rate("lectern_stun_bindings_total"), "")], "graph"),
    ],
    "calls": [
        ("Relayed share of the links", "percentunit", [
            (share("lectern_call_paths_total", 'path="relay"'), "")], "stat"),
        ("Round trip, median", "s", [(quantile(0.5, "lectern_call_rtt_seconds"), "")], "stat"),
        ("Freezes a minute", "none", [(f"60 * {rate('lectern_call_freezes_total')}", "")], "stat"),
        ("People away for a moment", "none", [
            (now("lectern_signaling_away_sessions"), "")], "stat"),
        ("Links by path", "ops", [
            (rate("lectern_call_paths_total", by="path"), "{{path}}")], "graph"),
        ("Links by state", "ops", [
            (rate("lectern_call_link_reports_total", by="state"), "{{state}}")], "graph"),
        ("Round trips", "s", [
            (quantile(0.5, "lectern_call_rtt_seconds"), "median"),
            (quantile(0.95, "lectern_call_rtt_seconds"), "one in twenty is longer"),
        ], "graph"),
        ("Packet loss", "percentunit", [
            (quantile(0.5, "lectern_call_loss_ratio"), "median"),
            (quantile(0.95, "lectern_call_loss_ratio"), "one in twenty loses more"),
        ], "graph"),
        ("Clients that came back", "ops", [
            (rate("lectern_signaling_resumes_total", by="result"), "{{result}}"),
            (rate("lectern_signaling_expired_sessions_total"), "did not come back"),
        ], "graph"),
        ("Messages of the WebSocket", "mps", [
            (rate("lectern_signaling_frames_total", by="direction"), "{{direction}}")], "graph"),
        ("Errors told to clients", "ops", [
            (rate("lectern_signaling_errors_total", by="code") + " > 0", "{{code}}")], "graph"),
        ("WebSockets closed by the daemon", "ops", [
            (rate("lectern_signaling_closes_total", by="code") + " > 0", "{{code}}")], "graph"),
        ("Pictures that clients decoded, and freezes", "ops", [
            (rate("lectern_call_frames_total"), "frames"),
            (rate("lectern_call_freezes_total"), "freezes"),
        ], "graph"),
        ("Bytes that wait for slow clients", "bytes", [
            (now("lectern_signaling_waiting_bytes"), "waiting"),
            (now("lectern_signaling_replay_bytes"), "kept for clients that are away"),
        ], "graph"),
    ],
    "api": [
        ("Requests", "reqps", [
            (rate("lectern_http_responses_total", 'server="api"'), "")], "stat"),
        ("Share of 5xx", "percentunit", [
            (f"{rate('lectern_http_responses_total', FAILED)} / "
             f"{rate('lectern_http_responses_total', API)}", ""),
        ], "stat"),
        ("95 % are faster than", "s", [
            (quantile(0.95, "lectern_http_request_duration_seconds", 'server="api"'), ""),
        ], "stat"),
        ("Open connections", "none", [
            (now("lectern_http_connections", 'server="api"'), "")], "stat"),
        ("Answers by status", "reqps", [
            (rate("lectern_http_responses_total", 'server="api"', "status"), "{{status}}"),
        ], "graph"),
        ("Time of requests", "s", [
            (quantile(0.5, "lectern_http_request_duration_seconds", 'server="api"'), "median"),
            (quantile(0.95, "lectern_http_request_duration_seconds", 'server="api"'), "95 %"),
            (quantile(0.99, "lectern_http_request_duration_seconds", 'server="api"'), "99 %"),
        ], "graph"),
        ("Refused by limits", "ops", [
            (rate("lectern_limited_total", by="limit") + " > 0", "{{limit}}")], "graph"),
        ("Requests turned away", "ops", [
            (rate("lectern_http_refused_total", by="reason"), "{{reason}}"),
            (rate("lectern_http_unanswered_total"), "left before the answer"),
        ], "graph"),
        ("Connections by what they asked for", "ops", [
            (rate("lectern_front_connections_total", by="kind"), "{{kind}}")], "graph"),
        ("Connections refused, ended, broken", "ops", [
            (rate("lectern_front_refused_total", by="reason") + " > 0", "refused: {{reason}}"),
            (rate("lectern_front_gave_way_total", by="reason") + " > 0", "gave way: {{reason}}"),
            (rate("lectern_front_violations_total", by="protocol") + " > 0",
             "broke {{protocol}}"),
            (rate("lectern_tls_handshake_failures_total"), "TLS handshakes failed"),
        ], "graph"),
        ("Sign-in sessions that ended", "ops", [
            (rate("lectern_sessions_ended_total", by="cause"), "{{cause}}")], "graph"),
        ("Seats refused", "ops", [
            (rate("lectern_seats_refused_total"), "the meeting was full"),
            (rate("lectern_seats_gave_way_total"), "held seats that gave way"),
        ], "graph"),
    ],
    "store": [
        ("Jobs that wait for the store", "none", [
            (now("lectern_workers_waiting_jobs"), "")], "stat"),
        ("Mails that wait", "none", [
            (now("lectern_mail_queue", 'state="waiting"'), "")], "stat"),
        ("Mails paused", "none", [(now("lectern_mail_paused"), "")], "stat"),
        ("Nodes heard", "none", [(f"min (lectern_cluster_nodes{{{HERE}}})", "")], "stat"),
        ("Waiting and refused jobs", "none", [
            (now("lectern_workers_waiting_jobs", by="instance"), "store: {{instance}}"),
            (now("lectern_hashing_waiting_jobs", by="instance"), "hashes: {{instance}}"),
            (rate("lectern_workers_refused_jobs_total"), "refused a second: store"),
            (rate("lectern_hashing_refused_jobs_total"), "refused a second: hashes"),
        ], "graph"),
        ("Transactions of PostgreSQL", "ops", [
            (rate("lectern_store_transactions_repeated_total"), "repeated"),
            (rate("lectern_store_transactions_given_up_total"), "given up"),
            (rate("lectern_store_no_connection_total"), "no connection free"),
            (rate("lectern_store_commits_unknown_total"), "commits unknown"),
        ], "graph"),
        ("Lists: replica and primary", "ops", [
            (rate("lectern_store_lists_from_replica_total"), "replica"),
            (rate("lectern_store_replica_passed_by_total"), "primary, the replica was behind"),
        ], "graph"),
        ("Mails and webhooks by result", "ops", [
            (rate("lectern_mails_total", by="result"), "mails: {{result}}"),
            (rate("lectern_webhooks_total", by="result"), "webhooks: {{result}}"),
            (rate("lectern_google_calendar_total", by="result"), "calendars: {{result}}"),
        ], "graph"),
        ("Oldest that waits", "s", [
            (f"max (lectern_mail_oldest_seconds{{{HERE}}})", "mail"),
            (f"max (lectern_webhook_oldest_seconds{{{HERE}}})", "webhook"),
            (f"max (lectern_google_oldest_seconds{{{HERE}}})", "calendar"),
        ], "graph"),
        ("Nodes: rooms and passed sockets", "none", [
            (now("lectern_cluster_meetings_owned", by="instance"), "meetings of {{instance}}"),
            (now("lectern_cluster_passed_sockets", by="instance"), "passed by {{instance}}"),
            (now("lectern_cluster_connected", by="instance"), "{{instance}} hears the others"),
        ], "graph"),
        ("Nodes: events and copies", "ops", [
            (rate("lectern_cluster_events_total", by="direction"), "events {{direction}}"),
            (rate("lectern_cluster_copies_total"), "copies of rooms"),
            (rate("lectern_cluster_copies_failed_total"), "copies that failed"),
            (rate("lectern_cluster_events_lost_total"), "events lost"),
        ], "graph"),
        ("Nodes: bytes between them", "Bps", [
            (rate("lectern_cluster_link_bytes_total"), "for clients"),
            (rate("lectern_cluster_copies_bytes_total"), "copies to Redis"),
        ], "graph"),
    ],
}
TITLES = {
    "overview": "Lectern", "relay": "Lectern: relay", "calls": "Lectern: calls",
    "api": "Lectern: pages and API", "store": "Lectern: store, nodes, mails",
}  # fmt: skip
SOURCE = {"type": "prometheus", "uid": "${datasource}"}


def variable(name, label, asked, **more):
    return {
        "name": name, "label": label, "type": "query", "datasource": SOURCE,
        "query": {"query": asked, "refId": name}, "definition": asked, "refresh": 2, "sort": 1,
        **more,
    }  # fmt: skip


VARIABLES = [
    {"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus"},
    variable("job", "Job", "label_values(lectern_build_info, job)"),
    variable(
        "instance",
        "Node",
        'label_values(lectern_build_info{job="$job"}, instance)',
        includeAll=True,
        multi=True,
        allValue=".*",
        current={"text": "All", "value": "$__all"},
    ),
]


def panel(number, title, unit, queries, kind, place):
    field = {"unit": unit, "min": 0}
    if kind == "stat":
        shown = {
            "type": "stat",
            "options": {"reduceOptions": {"calcs": ["lastNotNull"]}, "colorMode": "value"},
        }
        field["color"] = {"mode": "fixed", "fixedColor": AMBER}
    else:
        shown = {
            "type": "timeseries",
            "options": {
                "legend": {"displayMode": "list", "placement": "bottom"},
                "tooltip": {"mode": "multi", "sort": "desc"},
            },
        }
        field["custom"] = {"lineWidth": 2, "fillOpacity": 10, "showPoints": "never"}
        field["color"] = {"mode": "palette-classic"}
    targets = [
        {"refId": chr(65 + i), "datasource": SOURCE, "expr": text, "legendFormat": legend}
        for i, (text, legend) in enumerate(queries)
    ]
    return {
        "id": number, "title": title, "datasource": SOURCE, "gridPos": place, **shown,
        "fieldConfig": {"defaults": field, "overrides": []}, "targets": targets,
    }  # fmt: skip


def board(name):
    panels, x, y = [], 0, 0
    for title, unit, queries, kind in BOARDS[name]:
        width, height = (6, 4) if kind == "stat" else (12, 8)
        place = {"x": x, "y": y, "w": width, "h": height}
        panels.append(panel(len(panels) + 1, title, unit, queries, kind, place))
        x += width
        if x == 24:
            x, y = 0, y + height
    links = [{"type": "dashboards", "tags": ["lectern"], "title": "Lectern", "asDropdown": True}]
    return {
        "uid": f"lectern-{name}", "title": TITLES[name], "tags": ["lectern"], "editable": True,
        "schemaVersion": 38, "version": 1, "refresh": "30s", "timezone": "browser",
        "time": {"from": "now-6h", "to": "now"}, "links": links,
        "templating": {"list": VARIABLES}, "annotations": {"list": []}, "panels": panels,
    }  # fmt: skip


def text(name):
    return json.dumps(board(name), indent=1) + "\n"


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(TOP, "packaging/grafana")
    for name in BOARDS:
        with open(os.path.join(folder, name + ".json"), "w", encoding="utf-8") as out:
            out.write(text(name))


if __name__ == "__main__":
    main()
