#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The test runner decides whether everything passed, so its own counting is tested: ctest reports
and closing lines."""
import sys
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
import run_tests  # noqa: E402


def cases(status, output, inner=""):
    return str(
        run_tests.cases_of(
            ElementTree.fromstring(
                f'<testcase name="t" status="{status}">{inner}'
                f"<system-out>{output}</system-out></testcase>"
            )
        )
    )


class Counting(unittest.TestCase):
    def test_cmocka_cases_are_counted_one_by_one(self):
        self.assertEqual(
            cases("run", "[==========] 3 test(s) run.\n[  PASSED  ] 3 test(s)."),
            "3 passed, 0 failed, 0 skipped",
        )
        self.assertEqual(
            cases("run", "[  PASSED  ] 2 test(s).\n[  SKIPPED ] 1 test(s), listed below:"),
            "2 passed, 0 failed, 1 skipped",
        )
        self.assertEqual(
            cases("fail", "[  PASSED  ] 2 test(s).\n[  FAILED  ] 1 test(s), listed below:"),
            "2 passed, 1 failed, 0 skipped",
        )

    def test_a_crash_is_a_failure_whatever_was_printed(self):
        self.assertEqual(cases("fail", ""), "0 passed, 1 failed, 0 skipped")
        self.assertEqual(cases("fail", "[  PASSED  ] 3 test(s)."), "3 passed, 1 failed, 0 skipped")

    def test_a_program_without_sums_is_one_test(self):
        self.assertEqual(cases("run", "fine"), "1 passed, 0 failed, 0 skipped")

    def test_a_closing_line_inside_ctest_counts(self):
        self.assertEqual(
            cases("run", "4 passed, 0 failed, 2 skipped"), "4 passed, 0 failed, 2 skipped"
        )

    def test_a_skipped_entry_keeps_its_reason(self):
        self.assertEqual(
            cases("notrun", "SKIPPED: no root", "<skipped/>"), "0 passed, 0 failed, 1 skipped"
        )

    def test_a_suite_that_ends_badly_fails_even_if_it_counted_no_failure(self):
        script = [sys.executable, "-c", "print('3 passed, 0 failed'); raise SystemExit(3)"]
        self.assertEqual(
            str(run_tests.counted(script, "self-test")), "3 passed, 1 failed, 0 skipped"
        )

    def test_a_suite_without_closing_line_fails(self):
        self.assertEqual(
            str(run_tests.counted([sys.executable, "-c", "pass"], "self-test")),
            "0 passed, 1 failed, 0 skipped",
        )

    def test_a_suite_that_hangs_is_ended(self):
        script = [sys.executable, "-c", "import time; time.sleep(60)"]
        self.assertEqual(
            str(run_tests.counted(script, "self-test", timeout=0.2)),
            "0 passed, 1 failed, 0 skipped",
        )

    def test_this_machines_release_is_no_other_release(self):
        bookworm = 'ID=debian\nVERSION_CODENAME=bookworm\n'
        self.assertEqual(run_tests.other_releases(bookworm), ["trixie"])
        self.assertEqual(run_tests.other_releases('VERSION_CODENAME="trixie"\n'), ["bookworm"])
        self.assertEqual(run_tests.other_releases('ID=arch\n'), list(run_tests.RELEASES))


if __name__ == "__main__":
    unittest.main(buffer=True)
