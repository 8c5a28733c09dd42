#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks what every source file owes its reader: a licence line, a bearable size, no words of
unfinished work, `#pragma once` and the own header first, executable scripts; lock files without
download addresses; and build dependencies that are declared in both places.

  scripts/check_sources.py [--self-test] [TOP]
"""
import os
import re
import sys
from pathlib import Path

SKIPPED_FOLDERS = {
    "build",
    "node_modules",
    ".git",
    "dist",
    "var",
    "debian",
    "__pycache__",
    ".cache",
}
CODE = {".cpp", ".hpp", ".h", ".py", ".sh", ".ts", ".tsx", ".mjs", ".js", ".css", ".cmake", ".sql"}
CODE_NAMES = {"CMakeLists.txt", "Makefile"}
NO_LICENCE_LINE = re.compile(r"\.d\.ts$|/corpus/|/public/")
UNFINISHED = re.compile(
    r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK"]) + r")\b"
)
SIZE_ALARM, SIZE_LIMIT = 400, 600


def files(top):
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(f for f in folders if f not in SKIPPED_FOLDERS)
        for name in sorted(names):
            yield Path(folder) / name


def is_code(path):
    return path.suffix in CODE or path.name in CODE_NAMES


def check_licence(path, lines):
    if NO_LICENCE_LINE.search(path):
        return None
    head = lines[1:2] if lines and lines[0].startswith("#!") else lines[:1]
    if not head or "SPDX-License-Identifier: MIT" not in head[0]:
        return f"{path}:1: the first line is not the licence line (SPDX-License-Identifier: MIT)"
    return None


def check_unfinished(path, lines):
    for number, line in enumerate(lines, 1):
        match = UNFINISHED.search(line)
        if match:
            return f"{path}:{number}: word of unfinished work: {match.group(0)}"
    return None


def check_size(path, lines):
    if len(lines) > SIZE_LIMIT:
        return f"{path}: {len(lines)} lines, more than {SIZE_LIMIT}: split it along a seam"
    return None


def check_header(path, lines):
    if path.endswith(".hpp") and "#pragma once" not in lines:
        return f"{path}: no #pragma once"
    return None


def check_own_header_first(path, lines, exists):
    own = re.sub(r"\.cpp$", ".hpp", path)
    if not path.endswith(".cpp") or not exists(own):
        return None
    first = next((line for line in lines if line.startswith("#include")), "")
    if first.split("//")[0].strip() != f'#include "{own}"':
        return f'{path}: the first include is not its own header ("{own}")'
    return None


def check_lock_file(path, text):
    match = re.search(r'"resolved"\s*:\s*"(https?://[^"/]*)', text)
    if match:
        return (
            f"{path}: records where packages were downloaded "
            "(omit-lockfile-registry-resolved=true belongs in .npmrc)"
        )
    return None


def check_build_depends(packages, control):
    """The .deb's build must declare every -dev package that scripts/packages.txt installs."""
    build = packages.split("[build]")[-1].split("\n[")[0]
    wanted = set(re.findall(r"^(\S+-dev)\b", build, re.M)) - {"libcmocka-dev"}
    missing = sorted(wanted - set(re.findall(r"^ ([a-z0-9.+-]+)", control, re.M)))
    return f"packaging/deb/control: Build-Depends lacks {', '.join(missing)}" if missing else None


def check_code(path, text, exists):
    lines = text.splitlines()
    found = [
        check_licence(path, lines),
        check_unfinished(path, lines),
        check_size(path, lines),
        check_header(path, lines),
        check_own_header_first(path, lines, exists),
    ]
    return [complaint for complaint in found if complaint]


def check_tree(top):
    complaints, large, count = [], [], 0
    for file in files(top):
        path = file.relative_to(top).as_posix()
        if file.name == "package-lock.json":
            complaint = check_lock_file(path, file.read_text(encoding="utf-8"))
            complaints += [complaint] if complaint else []
        elif is_code(file):
            text = file.read_text(encoding="utf-8")
            count += 1
            complaints += check_code(path, text, lambda name: (top / name).is_file())
            size = text.count("\n")
            if SIZE_ALARM < size <= SIZE_LIMIT:
                large.append(f"{path}: {size} lines (the alarm is at {SIZE_ALARM})")
            if text.startswith("#!") and not os.access(file, os.X_OK):
                complaints.append(f"{path}: starts with #! and is not executable")
    complaint = check_build_depends(
        *(
            (top / name).read_text(encoding="utf-8")
            for name in ("scripts/packages.txt", "packaging/deb/control")
        )
    )
    return complaints + ([complaint] if complaint else []), large, count


def self_test():
    head = "// SPDX-License-Identifier: MIT\n"
    none, yes = (lambda name: False), (lambda name: True)
    cases = [
        (check_code("a/b.cpp", head + "int x;\n", none), False),
        (check_code("a/b.cpp", "int x;\n", none), True),
        (check_code("a/b.cpp", "", none), True),
        (
            check_code("a/b.py", "#!/usr/bin/env python3\n# SPDX-License-Identifier: MIT\n", none),
            False,
        ),
        (check_code("a/b.py", "#!/usr/bin/env python3\nprint()\n", none), True),
        (check_code("a/b.cpp", head + "// TO" + "DO: later\n", none), True),
        (check_code("a/b.cpp", head + "mktemp XXXXXX\n", none), False),
        (check_code("a/b.cpp", head + "int x;\n" * 600, none), True),
        (check_code("a/b.hpp", head + "int x;\n", none), True),
        (check_code("a/b.hpp", head + "#pragma once\nint x;\n", none), False),
        (check_code("a/b.cpp", head + '#include <vector>\n#include "a/b.hpp"\n', yes), True),
        (check_code("a/b.cpp", head + '#include "a/b.hpp"\n#include <vector>\n', yes), False),
        (
            check_lock_file("package-lock.json", '{"resolved": "https://registry.example/x.tgz"}'),
            True,
        ),
        (check_lock_file("package-lock.json", '{"version": "1.0.0"}'), False),
        (
            check_build_depends(
                "[build]\ncmake\nliba-dev  # why\n[test]\nlibb-dev\n",
                "Build-Depends: x,\n liba-dev,\n",
            ),
            False,
        ),
        (
            check_build_depends(
                "[build]\nliba-dev\nlibc-dev\n[test]\n", "Build-Depends: x,\n liba-dev (>= 1),\n"
            ),
            True,
        ),
    ]
    wrong = [
        number for number, (complaints, refused) in enumerate(cases) if bool(complaints) != refused
    ]
    print(
        f"self-test: {len(cases) - len(wrong)} of {len(cases)} verdicts right"
        + (f", wrong: {wrong}" if wrong else "")
    )
    return not wrong


def main():
    if "--self-test" in sys.argv[1:]:
        return 0 if self_test() else 1
    top = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    complaints, large, count = check_tree(top)
    for line in large:
        print(f"note: {line}")
    print("\n".join(complaints) or f"{count} files in order")
    return 1 if complaints or not count else 0


if __name__ == "__main__":
    sys.exit(main())
