#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""scripts/clang_tidy.py keeps clean verdicts; a wrong verdict would hide findings for good. The
test's own clang-tidy finds fault with every file that holds the word "fault"."""
import contextlib
import io
import json
import os
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
import clang_tidy  # noqa: E402

JUDGE = """#!/bin/sh
[ "$1" = --version ] && { echo "version 1"; exit 0; }
for source; do :; done
echo "$source" >>"$(dirname "$0")/asked"
cat "$source" "$(dirname "$source")"/*.hpp 2>/dev/null | grep -q fault || exit 0
echo "$source:1:1: error: a fault"
exit 1
"""


class ClangTidy(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name).resolve()
        self.write("bin/clang-tidy", JUDGE).chmod(0o755)
        self.write(".clang-tidy", "Checks: '*'\n")
        self.write("base/a.cpp", '#include "base/a.hpp"\n')
        self.write("base/a.hpp", '#include "base/b.hpp"\n')
        self.write("base/b.hpp", "int b;\n")
        self.write("other/c.cpp", "fault\n")
        commands = [
            {"directory": str(self.top), "file": str(self.top / name), "command": f"cc {name}"}
            for name in ("base/a.cpp", "other/c.cpp")
        ]
        self.write("build/compile_commands.json", json.dumps(commands))

    def write(self, name, text):
        path = self.top / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def lint(self, folder="base"):
        """(exit status, what was printed, how many files clang-tidy was asked about)"""
        asked = self.write("bin/asked", "")
        out = io.StringIO()
        path = f"{self.top / 'bin'}:{os.environ['PATH']}"
        with mock.patch.object(clang_tidy, "TOP", self.top), mock.patch.dict(
            os.environ, {"PATH": path}
        ), mock.patch.object(
            sys, "argv", ["clang_tidy.py", str(self.top / "build"), folder]
        ), contextlib.redirect_stdout(
            out
        ):
            status = clang_tidy.main()
        return status, out.getvalue(), len(asked.read_text(encoding="utf-8").splitlines())

    def test_what_is_clean_is_not_asked_about_again(self):
        self.assertEqual(self.lint()[::2], (0, 1))
        self.assertEqual(self.lint()[::2], (0, 0))

    def test_a_change_in_a_header_behind_a_header_is_judged(self):
        self.lint()
        self.write("base/b.hpp", "int fault;\n")
        status, printed, asked = self.lint()
        self.assertEqual((status, asked), (1, 1))
        self.assertIn("error: a fault", printed)

    def test_a_finding_stays_one_until_it_is_mended(self):
        for _ in range(2):
            self.assertEqual(self.lint("other")[::2], (1, 1))
        self.write("other/c.cpp", "fine\n")
        self.assertEqual(self.lint("other")[::2], (0, 1))

    def test_other_rules_judge_anew(self):
        self.lint()
        self.write(".clang-tidy", "Checks: 'one'\n")
        self.assertEqual(self.lint()[::2], (0, 1))

    def test_a_folder_without_sources_is_an_error(self):
        with self.assertRaises(SystemExit), contextlib.redirect_stderr(io.StringIO()):
            self.lint("nothing")


if __name__ == "__main__":
    unittest.main(buffer=True)
