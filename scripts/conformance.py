#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the generated parts of docs/testing.md: the table of clauses and the attack matrices.

A test says which clause of an RFC it proves in comment lines directly above it, one line a clause:

  // RFC 8656 7.2: what it proves          (C++, above a function that stands in TEST(...))
  # RFC 8656 7.2: what it proves           (Python, above a function that suite.py runs)

The results are those of the last `make test` (build/test-logs). A test that it did not run keeps
the result that the table had.

  scripts/conformance.py [--check | --self-test]

--check changes nothing; the exit status is 1 unless the table has the tree's clauses and tests.
"""
import re
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
PAGE = TOP / "docs" / "testing.md"
LOGS = TOP / "build" / "test-logs"
REPORTS = ("unit.xml", "integration.xml")

TAG = re.compile(r"^(?://|#) RFC (\d{4}) (\d+(?:\.\d+)*|[A-Z](?:\.\d+)*): (\S.*)$")
CONTINUED = re.compile(r"^(?://|#) {3,}(\S.*)$")
LOOKS_LIKE_TAG = re.compile(r"^\s*(?://|#) RFC \d{4},? ([\d.]+): ")
BETWEEN = re.compile(r"^(//|#|@|$)")
CPP_TEST = re.compile(r"^(?:static )?void (\w+)\(\)")
PYTHON_TEST = re.compile(r"^def (\w+)\(")
ROW = re.compile(r"^\| (\S+) \| (.*) \| `(\S+)` `(\S+)` \| (\w[\w ]*) \|$")
TITLES = {
    "5545": "iCalendar",
    "5769": "Test vectors for STUN",
    "5780": "NAT behaviour discovery",
    "6062": "TURN extensions for TCP allocations",
    "6156": "TURN extension for IPv6",
    "6347": "DTLS 1.2",
    "7515": "JSON Web Signature",
    "8016": "Mobility with TURN",
    "8037": "Ed25519 in JSON Web Signatures",
    "8489": "STUN",
    "8555": "ACME",
    "8656": "TURN",
    "8737": "ACME over TLS with ALPN",
    "8794": "EBML",
    "9559": "Matroska",
}


@dataclass(frozen=True)
class Claim:
    rfc: str
    clause: str
    what: str
    file: str  # below tests/
    test: str

    def order(self):
        parts = [(0, int(p), "") if p.isdigit() else (1, 0, p) for p in self.clause.split(".")]
        return self.rfc, parts, self.file, self.test, self.what


def claims_of(file, text):
    """(claims, complaints) of one source file; `file` is its name below tests/."""
    lines, claims, complaints, pending = text.splitlines(), [], [], []
    for number, line in enumerate(lines, 1):
        tag = TAG.match(line)
        more = CONTINUED.match(line)
        if tag:
            pending.append((number, tag.groups()))
        elif pending and more:
            number, (rfc, clause, what) = pending[-1]
            pending[-1] = (number, (rfc, clause, f"{what} {more.group(1)}"))
        elif LOOKS_LIKE_TAG.match(line) and not line.startswith(" "):
            complaints.append(f"tests/{file}:{number}: not of the form `RFC NUMBER CLAUSE: what`")
        elif pending and not (BETWEEN.match(line) and line):
            found = (CPP_TEST if file.endswith("pp") else PYTHON_TEST).match(line)
            name = found.group(1) if found else None
            if name is None or (file.endswith("pp") and f"TEST({name})" not in text):
                complaints += [f"tests/{file}:{at}: stands above no test" for at, _ in pending]
            else:
                claims += [
                    Claim(rfc, clause, what.replace("|", "/"), file, name)
                    for _, (rfc, clause, what) in pending
                ]
            pending = []
    complaints += [f"tests/{file}:{at}: stands above no test" for at, _ in pending]
    return claims, complaints


def claims_of_tree(top):
    claims, complaints = [], []
    for path in sorted((top / "tests").rglob("*")):
        if path.suffix in (".cpp", ".py") and "node_modules" not in path.parts:
            more, worse = claims_of(
                path.relative_to(top / "tests").as_posix(), path.read_text(encoding="utf-8")
            )
            claims += more
            complaints += worse
    return sorted(set(claims), key=Claim.order), complaints


def outcomes(program, output):
    """{(program, test): result} out of one program's output: cmocka's lines, or suite.py's."""
    found = {}
    for word, name in re.findall(r"^\[ +(OK|FAILED|SKIPPED) +\] (\w+)$", output, re.M):
        found[program, name] = {"OK": "passed", "FAILED": "failed", "SKIPPED": "skipped"}[word]
    for word, name in re.findall(
        r"^(ok|FAIL|SKIPPED) +(\w+)(?:\[[^\]]*\])?(?: \(|:)", output, re.M
    ):
        result = {"ok": "passed", "FAIL": "failed", "SKIPPED": "skipped"}[word]
        worst = max(
            found.get(("python", name), "passed"), result, key=("passed", "skipped", "failed").index
        )
        found["python", name] = worst
    return found


def results(logs):
    found = {}
    for report in REPORTS:
        if (logs / report).exists():
            for test in ElementTree.parse(logs / report).getroot().iter("testcase"):
                found.update(outcomes(test.get("name"), test.findtext("system-out") or ""))
    return found


def key_of(claim):
    return (
        ("python", claim.test)
        if claim.file.endswith(".py")
        else (claim.file.removesuffix(".cpp"), claim.test)
    )


def earlier_results(page):
    found = {}
    for line in page.splitlines():
        row = ROW.match(line)
        if row:
            found[row.group(3), row.group(4)] = row.group(5)
    return found


def table(claims, result_of):
    out = []
    for rfc in sorted({claim.rfc for claim in claims}):
        out += [
            f"### RFC {rfc}" + (f", {TITLES[rfc]}" if rfc in TITLES else ""),
            "",
            "| clause | what is proved | test | result |",
            "|---|---|---|---|",
        ]
        out += [
            f"| {c.clause} | {c.what} | `{c.file}` `{c.test}` | {result_of(c)} |"
            for c in claims
            if c.rfc == rfc
        ]
        out.append("")
    return "\n".join(out).strip()


# The headings of the matrices, by the names of their places in docs/testing.md.
MATRICES = {"attack matrix": "attack", "web attack matrix": "attack on the web side"}


def attack_matrix(logs, heading):
    """The attack matrix with this heading that the last run printed, or None."""
    if not (logs / "integration.xml").exists():
        return None
    for test in ElementTree.parse(logs / "integration.xml").getroot().iter("testcase"):
        printed = re.search(
            rf"^\| {heading} \|.*\n(?:\|.*\n)+(?:\w+: safe in .*\n)+",
            test.findtext("system-out") or "",
            re.M,
        )
        if printed:
            rows, sums = printed.group(0).rsplit("|\n", 1)
            return rows + "|\n\n" + "\n".join(f"* {line}" for line in sums.strip().splitlines())
    return None


def replaced(page, name, text):
    """The page with the part between `<!-- NAME -->` and `<!-- end of NAME -->` replaced."""
    start, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, rest = page.split(start, 1)
    return before + start + "\n" + text + "\n" + end + rest.split(end, 1)[1]


def without_results(page):
    """The claims that the page makes."""
    rfc, found = "", []
    for line in page.splitlines():
        heading, row = re.match(r"### RFC (\d+)", line), ROW.match(line)
        if heading:
            rfc = heading.group(1)
        elif row:
            found.append(Claim(rfc, *row.groups()[:4]))
    return found


def check(page, claims, complaints):
    there = without_results(page)
    if there != claims:
        missing = [claim for claim in claims if claim not in there]
        stale = [claim for claim in there if claim not in claims]
        complaints = (
            complaints
            + ["docs/testing.md is not current; run scripts/conformance.py"]
            + [f"  not in it: {claim}" for claim in missing[:10]]
            + [f"  only in it: {claim}" for claim in stale[:10]]
        )
    return complaints


def unknown_tests(page, rows, exists):
    """The tests that the page names and the tree does not have: rows of the attack matrices, and
    files under tests/."""
    complaints = []
    for line in page.splitlines():
        cells = line.split(" | ")
        if not line.startswith("| ") or len(cells) != 2:
            continue
        for part in cells[1].rstrip(" |").split(";"):
            for name in re.findall(r"`([^`]+)`", part):
                if part.strip().startswith("matrix") and name not in rows:
                    complaints.append(f"docs/threat-model.md: no attack is named {name}")
                if "/" in name and not exists(name):
                    complaints.append(f"docs/threat-model.md: there is no tests/{name}")
    return complaints


def check_threat_model():
    rows = set()
    for path in (TOP / "tests/integration").glob("attack*.py"):
        rows.update(re.findall(r"^def (\w+)\(target", path.read_text(encoding="utf-8"), re.M))
    page = (TOP / "docs/threat-model.md").read_text(encoding="utf-8")
    promises = page.split("## What is promised", 1)[1].split("## What is not promised", 1)[0]
    return unknown_tests(
        promises, rows, lambda name: any((TOP / top / name).exists() for top in ("", "tests"))
    )


def self_test():
    good = (
        "// RFC 8656 7.2: one\n//   and a half\n// RFC 8489 B.1: two\n// why\n"
        "void a_test() {\n}\nint main() { run({TEST(a_test)}); }\n"
    )
    python = "# RFC 6062 5.2: one\n@alone\ndef attack(target):\n    pass\n"
    claims, complaints = claims_of("turn/test_a.cpp", good)
    claims.sort(key=Claim.order)
    text = table(claims, lambda claim: "not run")
    output = (
        "[       OK ] a_test\n[  FAILED  ] b_test\n"
        "ok    attack[udp] (0.1 s)\nFAIL  attack[tcp] (0.1 s)\nSKIPPED other: why\n"
    )
    cases = [
        (len(claims), 2),
        (claims[1].what, "one and a half"),
        (complaints, []),
        (claims[0].clause, "B.1"),
        (claims_of("i/a.py", python)[0][0].test, "attack"),
        (len(claims_of("turn/test_a.cpp", "// RFC 8656 7.2: one\nint x;\n")[1]), 1),
        (len(claims_of("turn/test_a.cpp", "// RFC 8656 7.2: one\nvoid no_test() {\n")[1]), 1),
        (len(claims_of("turn/test_a.cpp", "// RFC 8656 7.2: one\n")[1]), 1),
        (len(claims_of("turn/test_a.cpp", "// RFC 8656, 7.2: one\n")[1]), 1),
        (
            outcomes("turn/test_a", output),
            {
                ("turn/test_a", "a_test"): "passed",
                ("turn/test_a", "b_test"): "failed",
                ("python", "attack"): "failed",
                ("python", "other"): "skipped",
            },
        ),
        (check(text, claims, []), []),
        (len(check(text, claims[:1], [])) > 1, True),
        (len(check("", claims, [])) > 1, True),
        (
            unknown_tests(
                "| one | matrix `a`, `b`; `x/y.cpp` |\n| two | `x/z.cpp` |",
                {"a"},
                lambda name: name == "x/z.cpp",
            ),
            [
                "docs/threat-model.md: no attack is named b",
                "docs/threat-model.md: there is no tests/x/y.cpp",
            ],
        ),
        (earlier_results(text), {("turn/test_a.cpp", "a_test"): "not run"}),
        (
            replaced("a\n<!-- x -->\nold\n<!-- end of x -->\nb", "x", "new"),
            "a\n<!-- x -->\nnew\n<!-- end of x -->\nb",
        ),
        (
            [
                c.clause
                for c in sorted(
                    (Claim("1", c, "", "", "") for c in ("10", "9.2", "B", "9.10")), key=Claim.order
                )
            ],
            ["9.2", "9.10", "10", "B"],
        ),
    ]
    wrong = [(number, got) for number, (got, wanted) in enumerate(cases) if got != wanted]
    print(
        f"self-test: {len(cases) - len(wrong)} of {len(cases)} verdicts right"
        + (f", wrong: {wrong}" if wrong else "")
    )
    return not wrong


def main():
    if "--self-test" in sys.argv[1:]:
        return 0 if self_test() else 1
    claims, complaints = claims_of_tree(TOP)
    page = PAGE.read_text(encoding="utf-8")
    if "--check" in sys.argv[1:]:
        complaints = check(page, claims, complaints) + check_threat_model()
        print(
            "\n".join(complaints)
            or f"{len(claims)} claims of {len({(c.file, c.test) for c in claims})} tests "
            "are in docs/testing.md"
        )
        return 1 if complaints or not claims else 0
    last, earlier = results(LOGS), earlier_results(page)
    page = replaced(
        page,
        "conformance table",
        table(claims, lambda c: last.get(key_of(c)) or earlier.get((c.file, c.test), "not run")),
    )
    for place, heading in MATRICES.items():
        matrix = attack_matrix(LOGS, heading)
        if matrix:
            page = replaced(page, place, matrix)
    PAGE.write_text(page, encoding="utf-8")
    failing = [
        line
        for line in page.splitlines()
        if ROW.match(line) and ROW.match(line).group(5) != "passed"
    ]
    print("\n".join(complaints + failing) or f"{len(claims)} claims, all passed")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
