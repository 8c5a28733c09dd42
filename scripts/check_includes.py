#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks who includes whom (docs/ARCHITECTURE.md): layers only look down, and each heavy library
has one home. The page's table must be the table below.

  scripts/check_includes.py [--self-test] [TOP]

The rules cover the code of the programs. Tests, benches and fuzzers may include every file of ours.
"""
import fnmatch
import re
import sys
from pathlib import Path

TABLE = "docs/ARCHITECTURE.md"
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')

# Folder -> the folders its files may include besides their own. The longest matching folder is the
# one a file is in.
LAYERS = {
    "base": [],
    "net": ["base"],
    "net/client": ["net", "base"],
    "turn/stun": ["base"],
    "turn": ["turn/stun", "base"],
    "turn/client": ["turn", "turn/stun", "base"],
    "turn/io": ["turn", "turn/stun", "net", "base"],
    "meetings": ["base"],
    "meetings/store": ["meetings", "base"],
    "meetings/store/sqlite": ["meetings/store", "meetings", "base"],
    "meetings/store/postgres": ["meetings/store", "meetings", "base"],
    "meetings/store/move": [
        "meetings/store/sqlite",
        "meetings/store/postgres",
        "meetings/store",
        "meetings",
        "base",
    ],
    "meetings/google": ["meetings", "base"],
    "meetings/identity": ["meetings", "base", "net", "net/client"],
    "meetings/notify": ["meetings", "meetings/google", "base", "net", "net/client"],
    "meetings/recordings": ["meetings", "base"],
    "signaling": ["meetings", "base"],
    "api": ["meetings", "meetings/google", "base"],
    "config": ["base"],
    "backup": ["base", "net", "config"],
    "control": ["base", "net"],
    "probe": ["base", "net", "net/client", "turn", "turn/client", "turn/stun", "config"],
    "ctl": [
        "base",
        "net/client",
        "config",
        "backup",
        "probe",
        "turn/stun",
        "turn/client",
        "meetings/store/move",
    ],
    "daemon": [
        "base",
        "net",
        "turn/stun",
        "turn",
        "turn/io",
        "meetings",
        "meetings/store",
        "meetings/store/sqlite",
        "meetings/store/postgres",
        "meetings/google",
        "meetings/identity",
        "meetings/notify",
        "meetings/recordings",
        "signaling",
        "api",
        "config",
        "backup",
        "control",
        "probe",
    ],
}
# Single files of other folders that a folder's files may include, too.
SINGLE_FILES = {
    "config": ["turn/config.hpp"],
    "ctl": ["control/client.hpp", "control/protocol.hpp"],
}
# Files that may include more than their folder: the shells around the pure parts.
FILE_ADDITIONS = {
    "signaling/ws_server*": ["net"],
    "signaling/cluster*": ["net"],
    "api/http_server*": ["net"],
}
# Library header (pattern) -> the only files that may include it.
HOMES = {
    "microhttpd.h": ["api/http_server*"],
    "libwebsockets.h": ["signaling/ws_server*"],
    "uv.h": ["signaling/ws_server*"],
    "spdlog/*": ["base/log.cpp"],
    "jansson.h": ["base/json.cpp"],
    "sqlite3.h": ["base/sqlite.cpp", "base/sqlite_copy.cpp"],
    "libpq-fe.h": ["base/postgres.cpp"],
    "hiredis/*": ["signaling/cluster_redis.cpp", "signaling/cluster_sentinel.cpp"],
    "toml++/*": ["config/file.cpp"],
    "CLI/*": ["ctl/*", "daemon/process/options.cpp"],
    "systemd/*": ["daemon/process/*"],
    "event2/*": ["net/*", "api/http_server*", "signaling/ws_server*"],
    "openssl/*": ["base/*", "net/*"],
    "curl/*": ["net/client/curl.hpp"],
    "argon2.h": ["meetings/passwords.cpp"],
    "libical/*": ["meetings/ical_time.*", "meetings/occurrences.cpp", "meetings/calendar*.cpp"],
    "absl/*": ["meetings/store/time_zones.cpp"],
    "utf8proc.h": ["base/unicode.cpp"],
}
# The pure parts know no operating system: no sockets, threads, files.
PURE = ["base/*", "turn/stun/*", "turn/*", "meetings/*", "signaling/*", "api/*"]
NOT_PURE = [
    "base/log.cpp",
    "base/random.cpp",
    "base/time.*",
    "turn/io/*",
    "meetings/store/*",
    "meetings/identity/*",
    "meetings/notify/*",
    "meetings/recordings/ffmpeg*",
    "meetings/recordings/recording_folder*",
    "meetings/recordings/webm_file*",
    "signaling/ws_server*",
    "signaling/cluster*",
    "api/http_server*",
]
SYSTEM = ["sys/socket.h", "sys/epoll.h", "netinet/*", "unistd.h", "thread", "fstream", "filesystem"]
PURE_MAY = {
    "base/*": [
        "netinet/in.h",
        "arpa/inet.h",
        "sys/socket.h",
        "fstream",
        "filesystem",
        "unistd.h",
    ],  # endpoints; file readers
    "api/static_files*": ["fstream", "filesystem"],
}


def matches(path, patterns):
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns)


def layer_of(path):
    """The longest folder of LAYERS that holds the path, or None."""
    found = [folder for folder in LAYERS if path.startswith(folder + "/")]
    return max(found, key=len, default=None)


def allowed_layers(path, layer):
    allowed = {layer, *LAYERS[layer]}
    for pattern, more in FILE_ADDITIONS.items():
        if fnmatch.fnmatchcase(path, pattern):
            allowed.update(more)
    return allowed


def check_ours(path, included, exists):
    layer, target = layer_of(path), layer_of(included)
    if target is None or not exists(included):
        return (
            f'"{included}" is not a file of the tree: includes go from the top ("base/bytes.hpp")'
        )
    if target not in allowed_layers(path, layer) and included not in SINGLE_FILES.get(layer, []):
        return f'{layer} must not include {target} ("{included}")'
    return None


def check_library(path, included):
    for header, homes in HOMES.items():
        if fnmatch.fnmatchcase(included, header) and not matches(path, homes):
            return f"<{included}> belongs to {' '.join(homes)} only"
    may = [
        header
        for pattern, headers in PURE_MAY.items()
        if fnmatch.fnmatchcase(path, pattern)
        for header in headers
    ]
    if (
        matches(path, PURE)
        and not matches(path, NOT_PURE)
        and matches(included, SYSTEM)
        and not matches(included, may)
    ):
        return f"<{included}> in a pure part: no sockets, threads or files there"
    return None


def check_file(path, text, exists):
    """The complaints about one file: `path:line: what`."""
    complaints = []
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        ours, library = match.groups()
        complaint = check_ours(path, ours, exists) if ours else check_library(path, library)
        if complaint:
            complaints.append(f"{path}:{number}: {complaint}")
    return complaints


def names_in(cell):
    return set(re.findall(r"`([^`]+)`", cell))


def check_table(text):
    """The complaints about the table of docs/ARCHITECTURE.md, which must tell the rules above.

    A row is: | `folder/`, … | contents | `folder`, `file`; `pattern` also `folder` |. The third
    cell may say "everything but" the folders that it names.
    """
    rows = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        folder = re.match(r"`([a-z/]+)/`", cells[0]) if len(cells) == 3 else None
        if folder:
            rows[folder[1]] = cells[2]
    complaints = []
    for folder, layers in LAYERS.items():
        may, _, also = rows.get(folder, "").partition(";")
        named = names_in(may)
        if may.startswith("everything but"):
            named = LAYERS.keys() - named - {folder}
        more = {
            name
            for pattern, folders in FILE_ADDITIONS.items()
            if layer_of(pattern) == folder
            for name in (pattern.removeprefix(folder + "/"), *folders)
        }
        wanted = {*layers, *SINGLE_FILES.get(folder, [])}
        if folder not in rows:
            complaints.append(f"{TABLE}: there is no row for {folder}/")
        elif named != wanted or names_in(also) != more:
            difference = sorted((named ^ wanted) | (names_in(also) ^ more))
            complaints.append(
                f"{TABLE}: the row of {folder}/ and scripts/check_includes.py differ in "
                + ", ".join(difference)
            )
    return complaints


def check_tree(top):
    complaints, count = [], 0
    for folder in sorted({folder.split("/")[0] for folder in LAYERS}):
        for file in sorted((top / folder).rglob("*")):
            if file.suffix not in (".cpp", ".hpp", ".h"):
                continue
            path = file.relative_to(top).as_posix()
            count += 1
            # x.hpp.in: CMake makes x.hpp of it
            complaints += check_file(
                path,
                file.read_text(encoding="utf-8"),
                lambda name: (top / name).is_file() or (top / f"{name}.in").is_file(),
            )
    return complaints + check_table((top / TABLE).read_text(encoding="utf-8")), count


def self_test():
    """Proves on known lines that each rule refuses (True) and accepts (False) as it should."""
    cases = [
        ("base/bytes.cpp", '#include "base/bytes.hpp"', False),
        ("base/bytes.cpp", '#include "bytes.hpp"', True),
        ("base/bytes.cpp", '#include "net/fd.hpp"', True),
        ("net/fd.cpp", '#include "base/bytes.hpp"', False),
        ("net/fd.cpp", '#include "turn/server.hpp"', True),
        ("turn/stun/message.cpp", '#include "turn/server.hpp"', True),
        ("turn/server.cpp", '#include "turn/stun/message.hpp"', False),
        ("turn/server.cpp", '#include "net/fd.hpp"', True),
        ("turn/server.cpp", "#include <thread>", True),
        ("turn/io/worker.cpp", '#include "net/fd.hpp"', False),
        ("turn/io/worker.cpp", "#include <thread>", False),
        ("turn/io/worker.cpp", '#include "signaling/hub.hpp"', True),
        ("meetings/meeting.cpp", '#include "meetings/store/sqlite/sqlite_store.hpp"', True),
        ("meetings/recordings/webm_walk.cpp", '#include "net/fd.hpp"', True),
        ("meetings/recordings/webm_walk.cpp", "#include <unistd.h>", True),
        ("meetings/recordings/webm_file.cpp", "#include <unistd.h>", False),
        ("base/sqlite.cpp", "#include <sqlite3.h>", False),
        ("meetings/store/users.cpp", "#include <sqlite3.h>", True),
        ("meetings/meeting.cpp", "  #  include <sqlite3.h>", True),
        ("signaling/hub.cpp", '#include "net/fd.hpp"', True),
        ("signaling/ws_server.cpp", '#include "net/fd.hpp"', False),
        ("signaling/ws_server.cpp", "#include <libwebsockets.h>", False),
        ("signaling/hub.cpp", "#include <libwebsockets.h>", True),
        ("signaling/hub.cpp", '#include "api/router.hpp"', True),
        ("api/router.cpp", '#include "signaling/hub.hpp"', True),
        ("api/router.cpp", "#include <microhttpd.h>", True),
        ("api/http_server.cpp", "#include <microhttpd.h>", False),
        ("api/router.cpp", "#include <jansson.h>", True),
        ("base/json.cpp", "#include <jansson.h>", False),
        ("daemon/app.cpp", '#include "turn/io/worker.hpp"', False),
        ("daemon/app.cpp", "#include <spdlog/spdlog.h>", True),
        ("config/file.cpp", "#include <toml++/toml.h>", False),
        ("daemon/app.cpp", "#include <toml++/toml.h>", True),
        ("config/load.cpp", '#include "turn/config.hpp"', False),
        ("config/load.cpp", '#include "turn/server.hpp"', True),
        ("control/server.cpp", '#include "net/fd.hpp"', False),
        ("control/server.cpp", '#include "daemon/app.hpp"', True),
        ("probe/stun_query.cpp", '#include "turn/server.hpp"', False),
        ("probe/stun_query.cpp", '#include "turn/io/worker.hpp"', True),
        ("ctl/sessions.cpp", '#include "control/client.hpp"', False),
        ("ctl/sessions.cpp", '#include "control/server.hpp"', True),
        ("ctl/sessions.cpp", '#include "daemon/app.hpp"', True),
        ("ctl/sessions.cpp", '#include "turn/io/worker.hpp"', True),
        ("ctl/sessions.cpp", '#include "net/fd.hpp"', True),
        ("ctl/check/ports.cpp", '#include "net/client/socket.hpp"', False),
        ("daemon/app.cpp", '#include "ctl/line.hpp"', True),
        ("daemon/app.cpp", '#include "net/client/socket.hpp"', True),
        ("api/router.cpp", '// #include "signaling/hub.hpp"', False),
    ]
    there = {
        "base/bytes.hpp",
        "net/fd.hpp",
        "turn/server.hpp",
        "turn/stun/message.hpp",
        "turn/io/worker.hpp",
        "meetings/store/sqlite/sqlite_store.hpp",
        "signaling/hub.hpp",
        "api/router.hpp",
        "turn/config.hpp",
        "control/client.hpp",
        "control/server.hpp",
        "daemon/app.hpp",
        "ctl/line.hpp",
        "net/client/socket.hpp",
    }
    wrong = [
        (path, line)
        for path, line, refused in cases
        if bool(check_file(path, line, there.__contains__)) != refused
    ]
    table = "\n".join(
        f"| `{folder}/`, with `x/` | contents | "
        + ", ".join(f"`{name}`" for name in [*layers, *SINGLE_FILES.get(folder, [])])
        + {
            "signaling": "; `ws_server*` and `cluster*` also `net` |",
            "api": "; `http_server*` also `net` |",
        }.get(folder, " |")
        for folder, layers in LAYERS.items()
    )
    tables = [
        (table, False),
        (table.replace("| `control/`", "| `daemon/control/`"), True),
        (table.replace("`ws_server*` and ", ""), True),
        (table.replace("`turn/config.hpp`", "`turn`"), True),
        (re.sub(r"(`daemon/`.*contents \|).*", r"\1 everything but `ctl` |", table), True),
        (
            re.sub(
                r"(`daemon/`.*contents \|).*",
                r"\1 everything but `ctl`, `net/client`, `turn/client` and `meetings/store/move` |",
                table,
            ),
            False,
        ),
    ]
    wrong += [(TABLE, text) for text, refused in tables if bool(check_table(text)) != refused]
    for path, line in wrong:
        print(f"self-test: wrong verdict on {line!r} in {path}")
    count = len(cases) + len(tables)
    print(f"self-test: {count - len(wrong)} of {count} verdicts right")
    return not wrong


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--self-test"]
    if "--self-test" in sys.argv[1:]:
        return 0 if self_test() else 1
    top = Path(arguments[0]) if arguments else Path(__file__).resolve().parent.parent
    complaints, count = check_tree(top)
    print("\n".join(complaints) or f"{count} files: every include looks down")
    if not count:
        print(f"no source file below {top}")
    return 1 if complaints or not count else 0


if __name__ == "__main__":
    sys.exit(main())
