#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks the rules for every source file: a licence line, a bearable size, no words of
unfinished work, lines of at most 100 columns, `#pragma once` and the own header first, executable
scripts; lock files without download addresses; build dependencies that are declared in both places;
paths in HACKING.md and docs/ARCHITECTURE.md that exist; links between pages that lead somewhere;
and commit subjects of at most 72 characters.

  scripts/check_sources.py [--self-test] [TOP]
"""
import os
import posixpath
import re
import subprocess
import sys
import tempfile
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
COLUMNS, SUBJECT_LENGTH = 100, 72
# Commits up to this one are older than the rule about subjects.
LAST_UNCHECKED_COMMIT = "ee82beb53f54f5b8ea2e5b57c5c8b180ac3f1f25"
# A Markdown link, a piece of inline code or a word: a line cannot be broken inside one of these.
UNBREAKABLE = re.compile(r"(?:!?\[[^\]]*\]\([^)]*\)|`[^`]*`|[^\s`])+")
# Documents whose inline code names only files and folders that exist, and the names that are
# neither: what a build makes, a time zone.
MAPS = {"HACKING.md", "docs/ARCHITECTURE.md"}
NOT_IN_TREE = ("build/", "Asia/")
FENCED = re.compile(r"^\s*```.*?^\s*```", re.M | re.S)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
LIST_MARKER = re.compile(r"^\s*(?:(?:[-*+>]|\d+\.|\[[^\]]+\]:)\s+)*")


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


def check_columns(path, lines):
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS:
            return f"{path}:{number}: {len(line)} columns, more than {COLUMNS}"
    return None


def is_breakable(line):
    """Whether a line of Markdown prose could end earlier: it has two words or more."""
    return len(UNBREAKABLE.findall(line[LIST_MARKER.match(line).end() :])) > 1


def check_markdown(path, text):
    """Prose ends at COLUMNS; tables, code blocks and lines of one word or link may be longer."""
    fence, indented_code, paragraph = None, False, ""
    for number, line in enumerate(text.splitlines(), 1):
        marker = re.match(r"\s*(```|~~~)", line)
        if marker and fence in (None, marker[1]):
            fence = None if fence else marker[1]
        elif fence:
            continue
        elif not line.strip():
            indented_code = not LIST_MARKER.match(paragraph)[0]
        elif line.startswith("    ") and indented_code:
            continue
        else:
            indented_code, paragraph = False, line
            table = line.lstrip().startswith("|")
            if len(line) > COLUMNS and not table and is_breakable(line):
                return f"{path}:{number}: {len(line)} columns, more than {COLUMNS}"
    return None


def check_named_paths(path, text, tree):
    """Each path in inline code must be the end of a path in `tree`, or of one of its folders.

    A name may leave out leading folders and the suffix ("front" for "net/front.cpp") and may hold
    "*". Words with other characters (spaces, "<", ":") are no paths.
    """
    lines, complaints = "\n".join(tree), []
    for code in re.finditer(r"`([^`]+)`", text):
        for name in code[1].split():
            if not re.fullmatch(r"\w[\w.*-]*/[\w./*-]*", name) or name.startswith(NOT_IN_TREE):
                continue
            pattern = r"[^/\n]*".join(map(re.escape, name.rstrip("/").split("*")))
            end = "/" if name.endswith("/") else r"(\.\w+)?(/|$)"
            if not re.search(f"(^|/){pattern}{end}", lines, re.M):
                number = text.count("\n", 0, code.start()) + 1
                complaints.append(f"{path}:{number}: there is no {name} in the tree")
    return complaints


def anchors(page):
    """The anchors of the headings of a page, as GitHub and GitLab make them."""
    headings = re.findall(r"^#+ +(.*)$", FENCED.sub("", page), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def check_links(path, text, pages):
    """Each link to a file of the tree must name one, and its anchor a heading of that page.

    `pages` are the texts of the tree's files by name, with None for those that are no Markdown.
    """
    complaints = []
    for link in LINK.findall(FENCED.sub("", text)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), name)) if name else path
        there = target in pages or any(file.startswith(target + "/") for file in pages)
        if not there or (anchor and anchor not in anchors(pages.get(target) or "")):
            complaints.append(f"{path}: the link to {link} leads nowhere")
    return complaints


def check_subjects(commits):
    """`commits` are pairs (id, subject)."""
    return [
        f"commit {commit}: the subject has {len(subject)} characters, more than {SUBJECT_LENGTH}: "
        f"{subject}"
        for commit, subject in commits
        if len(subject) > SUBJECT_LENGTH
    ]


def new_commits(top):
    """The commits after LAST_UNCHECKED_COMMIT without merges, as pairs (id, subject).

    Empty where they cannot be known: without git, outside a clone, or in a shallow clone.
    """
    git = ["git", "-C", str(top)]
    log = ["log", "--no-merges", "--format=%h %s", f"{LAST_UNCHECKED_COMMIT}..HEAD"]
    try:
        ancestor = subprocess.run(
            [*git, "merge-base", "--is-ancestor", LAST_UNCHECKED_COMMIT, "HEAD"],
            capture_output=True,
            check=False,
        )
        if ancestor.returncode != 0:
            return []
        out = subprocess.run([*git, *log], capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return []
    return [line.split(" ", 1) for line in out.decode("utf-8", "replace").splitlines()]


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


def check_label(path, text):
    """scripts/run_tests.py builds tests/SUITE/all and then runs what has the label SUITE."""
    if not path.startswith("tests/") or not path.endswith("/CMakeLists.txt"):
        return None
    for line in text.splitlines():
        for suite in re.findall(r"\bLABELS (integration|lint)\b", line):
            if path != f"tests/{suite}/CMakeLists.txt":
                return f"{path}: a test of the suite {suite} belongs in tests/{suite}"
    return None


def check_code(path, text, exists):
    lines = text.splitlines()
    found = [
        check_licence(path, lines),
        check_unfinished(path, lines),
        check_size(path, lines),
        check_columns(path, lines),
        check_header(path, lines),
        check_label(path, text),
        check_own_header_first(path, lines, exists),
    ]
    return [complaint for complaint in found if complaint]


def check_tree(top):
    complaints, large, count = [], [], 0
    tree = [file.relative_to(top).as_posix() for file in files(top)]
    pages = {
        path: (top / path).read_text(encoding="utf-8") if path.endswith(".md") else None
        for path in tree
    }
    for path in tree:
        file = top / path
        if file.name == "package-lock.json":
            complaint = check_lock_file(path, file.read_text(encoding="utf-8"))
            complaints += [complaint] if complaint else []
        elif file.suffix == ".md":
            text = pages[path]
            complaint = check_markdown(path, text)
            complaints += [complaint] if complaint else []
            complaints += check_links(path, text, pages)
            complaints += check_named_paths(path, text, tree) if path in MAPS else []
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
    complaints += [complaint] if complaint else []
    return complaints + check_subjects(new_commits(top)), large, count


def self_test():
    head = "// SPDX-License-Identifier: MIT\n"
    none, yes = (lambda name: False), (lambda name: True)
    long, link = "word " * 20 + "ends", f"[a link](https://example.org/{'x' * 90})"
    tree = ["net/front.cpp", "webui/src/core/api/client.ts"]
    pages = {"docs/a.md": "# A\n", "docs/b.md": "## The `B`: s\n", "x.py": None}
    with tempfile.TemporaryDirectory() as folder:
        outside = new_commits(folder)
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
        (check_code("a/b.cpp", head + "/" * 100 + "\n", none), False),
        (check_code("a/b.cpp", head + "/" * 101 + "\n", none), True),
        (check_code("a/b.cpp", head + "//" + "ö" * 98 + "\n", none), False),
        (check_markdown("a.md", "# Title\n\nShort.\n"), False),
        (check_markdown("a.md", f"Text.\n{long}\n"), True),
        (check_markdown("a.md", f"  - {long}\n"), True),
        (check_markdown("a.md", f"| {long} |\n"), False),
        (check_markdown("a.md", f"```\n{long}\n```\n"), False),
        (check_markdown("a.md", f"```\n```\n{long}\n"), True),
        (check_markdown("a.md", f"Text.\n\n    {long}\n\n    {long}\n"), False),
        (check_markdown("a.md", f"Text.\n    {long}\n"), True),
        (check_markdown("a.md", f"- An item.\n\n    {long}\n"), True),
        (check_markdown("a.md", f"```\n~~~\n{long}\n```\n"), False),
        (check_markdown("a.md", f"{link}\n- {link}\n1. {link}.\n[x]: {'x' * 100}\n"), False),
        (check_markdown("a.md", f"See {link}\n"), True),
        (check_named_paths("a.md", "`net/front`, `net/`, `front.*`, `core/`, `./x`", tree), False),
        (check_named_paths("a.md", "`cd net/front.cpp`, `net/f*`, `<b>/x`, `build/`", tree), False),
        (check_named_paths("a.md", "Text.\n`net/back`\n", tree), True),
        (check_named_paths("a.md", "`run\nnet/back`", tree), True),
        (check_named_paths("a.md", "`net/ron`", tree), True),
        (check_named_paths("a.md", "`net/front/`", tree), True),
        (
            check_links("docs/a.md", "[b](b.md#the-b-s), [t](../x.py), [w](https://x.y)", pages),
            False,
        ),
        (check_links("docs/a.md", "[here](#a)\n```\nf[0](x)\n```\n[docs](../docs)", pages), False),
        (check_links("docs/a.md", "[b](c.md)", pages), True),
        (check_links("docs/a.md", "[b](b.md#the-c)", pages), True),
        (check_subjects([("1234567", "s" * 72)]), False),
        (check_subjects([("1234567", "s" * 72), ("1234568", "s" * 73)]), True),
        (check_subjects(outside), False),
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
        (check_label("tests/base/CMakeLists.txt", "  PROPERTIES LABELS unit TIMEOUT 60"), False),
        (check_label("tests/base/CMakeLists.txt", "  PROPERTIES LABELS integration"), True),
        (check_label("tests/integration/CMakeLists.txt", "LABELS integration TIMEOUT"), False),
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
