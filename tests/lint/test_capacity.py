#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The model of scripts/capacity.py: known cases, and its constants are those of bench/README.md."""
import re
import sys
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(TOP / "scripts"))
import capacity  # noqa: E402  pylint: disable=wrong-import-position

COSTS = {"of": "made up", capacity.SOUND: 10, capacity.PICTURE: 2, capacity.HELD: 1000}


def of(people=100, meeting=4, relayed=0.5, picture=0, minutes=1, speakers=None):
    return capacity.estimate(people, meeting, relayed, picture, minutes, speakers, COSTS)


class Model(unittest.TestCase):
    def test_a_mesh_has_a_link_for_each_pair(self):
        site = of(people=100, meeting=4)
        self.assertEqual(site["meetings"], 25)
        self.assertEqual(site["links"], 25 * 6)
        self.assertEqual(site["relayed_links"], 75)

    def test_each_stream_of_a_relayed_link_goes_through_the_relay_once(self):
        site = of(people=2, meeting=2, relayed=1)
        self.assertAlmostEqual(site["relay_packets"], 2 * 50)
        self.assertAlmostEqual(site["relay_processors"], 2 * 50 * 10 / 1e6)
        self.assertAlmostEqual(site["relay_mbit_each_way"], 2 * 50 * 120 * 8 / 1e6)

    def test_listeners_of_a_lecture_send_nothing(self):
        self.assertEqual(capacity.links_of(300, 1), (299, 1))
        links, senders = capacity.links_of(10, 2)
        self.assertEqual(links, 1 + 16)
        self.assertAlmostEqual(senders, (2 + 16) / 17)

    def test_without_relayed_links_the_relay_costs_nothing(self):
        site = of(relayed=0)
        self.assertEqual((site["relay_packets"], site["relay_allocations"]), (0, 0))
        need = capacity.machines(site, 2, 1)
        self.assertTrue(need["one_box"])

    def test_more_people_need_more_machines(self):
        counts = [
            capacity.machines(of(people, 8, 0.3, 600), 4, 1)["relays"]
            for people in (100, 1000, 10000, 100000)
        ]
        self.assertEqual(counts, sorted(counts))
        self.assertGreater(counts[-1], 50)

    def test_the_network_or_the_processors_decide(self):
        big = of(3000, 6, 0.3, 600)
        self.assertEqual(capacity.machines(big, 64, 1)["limit"], "network")
        self.assertEqual(capacity.machines(big, 1, 1000)["limit"], "processors")

    def test_the_newest_result_has_what_the_model_reads(self):
        costs = capacity.relay_costs()
        for load in (capacity.SOUND, capacity.PICTURE, capacity.HELD):
            self.assertGreater(costs[load], 0)
        self.assertLess(costs[capacity.PICTURE], costs[capacity.SOUND])

    def test_the_other_constants_stand_in_the_readme_of_the_benches(self):
        rows = (TOP / "bench/README.md").read_text(encoding="utf-8").splitlines()
        for name, (value, row) in capacity.MEASURED.items():
            at = next(i for i, line in enumerate(rows) if line.startswith(f"| {row} |"))
            shown = value / 1024 if name.endswith("bytes") else value
            numbers = {float(n) for n in re.findall(r"\d+(?:\.\d+)?", rows[at] + rows[at + 1])}
            self.assertIn(round(shown, 1), numbers, (name, rows[at + 1]))

    def test_the_document_shows_what_the_program_prints(self):
        page = (TOP / "docs/scaling.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| (\d+) \| (\d+) \| ([\d.]+) \| (\d+) \| ([\d.]+) \|", page, re.M)
        self.assertGreaterEqual(len(rows), 4)
        for people, meeting, relayed, mbit, processors in rows:
            site = capacity.estimate(int(people), int(meeting), float(relayed), 600, 5)
            self.assertEqual(round(site["relay_mbit_each_way"]), int(mbit))
            self.assertAlmostEqual(site["relay_processors"], float(processors), places=2)


if __name__ == "__main__":
    unittest.main(buffer=True)
