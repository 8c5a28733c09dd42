#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The relay's bench: which pairs are quoted, which way a ratio goes, what the plan promises."""
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "bench"))
from runner import report
from runner.plan import QUICK, Load, plan


def result(cost, lost=0.0, wrong=0):
    return {"cpu_us_each": cost, "per_second": 1000.0, "loss_percent": lost, "wrong": wrong}


def load(coturn, lecternd, **more):
    return Load(
        "a load",
        {},
        ("coturn", "lecternd"),
        results={"coturn": coturn, "lecternd": lecternd},
        **more
    )


class Pairs(unittest.TestCase):
    def test_half_the_cost_is_twice_as_good(self):
        self.assertEqual(
            report.pairs_of(load([result(10), result(12)], [result(5), result(4)]), "lecternd"),
            [2.0, 3.0],
        )

    def test_runs_of_one_round_are_compared_and_nothing_else(self):
        one = load([result(10), result(100)], [result(10), result(100)])
        self.assertEqual(report.pairs_of(one, "lecternd"), [1.0, 1.0])

    def test_a_pair_with_loss_on_either_side_is_not_quoted(self):
        for coturn, lecternd in (((10, 2.1), (5, 0)), ((10, 0), (5, 2.1))):
            one = load([result(*coturn), result(10)], [result(*lecternd), result(10)])
            self.assertEqual(report.pairs_of(one, "lecternd"), [1.0], (coturn, lecternd))
        self.assertEqual(
            len(report.pairs_of(load([result(10, 2.0)], [result(5, 2.0)]), "lecternd")), 1
        )

    def test_a_wrong_payload_or_a_failed_run_is_not_quoted(self):
        self.assertEqual(report.pairs_of(load([result(10)], [result(5, wrong=1)]), "lecternd"), [])
        failed = load([{"error": "the load did not end"}], [result(5)])
        self.assertEqual(report.pairs_of(failed, "lecternd"), [])
        text = report.table([failed])
        self.assertIn("not quoted: 1 of 1, the load did not end", text)

    def test_latencies_lie_deeper(self):
        slow, quick = result(1) | {"latency_us": {"p50": 200.0}}, result(1) | {
            "latency_us": {"p50": 100.0}
        }
        self.assertEqual(
            report.pairs_of(load([slow], [quick], metric="latency_us.p50"), "lecternd"), [2.0]
        )

    def test_memory_that_stays_is_told(self):
        held = {
            "rss_bytes_each": 1000.0,
            "rss_empty": 100,
            "rss_held": 300,
            "rss_after": 150,
            "wrong": 0,
            "loss_percent": 0,
        }
        self.assertIn(
            "keeps 25 % of it after Refresh(0)",
            report.table([load([held], [held], metric="rss_bytes_each")]),
        )


class Plan(unittest.TestCase):
    def test_every_quick_load_exists(self):
        self.assertEqual(sorted(one.name for one in plan(True)), sorted(QUICK))

    def test_quick_is_a_part_of_the_whole_but_for_the_number_held(self):
        whole = {one.name for one in plan(False)}
        self.assertEqual(
            [one.name for one in plan(True) if one.name not in whole], ["1000 allocations held"]
        )

    def test_names_tell_loads_apart_and_coturn_is_in_each(self):
        loads = plan(False)
        self.assertEqual(len({one.name for one in loads}), len(loads))
        self.assertTrue(all("coturn" in one.servers and "lecternd" in one.servers for one in loads))


if __name__ == "__main__":
    unittest.main()
