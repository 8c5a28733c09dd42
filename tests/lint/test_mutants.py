#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The mutation engine must change code and nothing else, choose the same mutants for the same seed,
and judge each mutant by the tests of its area."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
import mutants  # noqa: E402
import mutation  # noqa: E402


def results(text, typescript=False):
    """The mutated texts with the kinds of their mutations."""
    return {
        (m.kind, mutation.applied(text, m).strip()) for m in mutation.mutations(text, typescript)
    }


class Engine(unittest.TestCase):
    def test_comparisons_move_by_one_and_turn_around(self):
        self.assertEqual(
            results("return a < b;"),
            {("operator", "return a <= b;"), ("operator", "return a >= b;")},
        )
        self.assertEqual(results("return a == b;"), {("operator", "return a != b;")})
        self.assertEqual(results("return a === b;", True), {("operator", "return a !== b;")})

    def test_arithmetic_and_logic_change_sides(self):
        self.assertEqual(results("x = a + b;"), {("operator", "x = a - b;")})
        self.assertEqual(results("x -= b;"), {("operator", "x += b;")})
        self.assertEqual(results("x = a && b;"), {("operator", "x = a || b;")})

    def test_constants_move_by_one_and_stay_unsigned(self):
        self.assertEqual(results("f(1'500);"), {("constant", "f(1501);"), ("constant", "f(1499);")})
        self.assertEqual(results("f(0u);"), {("constant", "f(1u);")})
        self.assertEqual(results("f(30s);"), {("constant", "f(31s);"), ("constant", "f(29s);")})
        self.assertEqual(results("f(0x10);"), {("constant", "f(0x11);"), ("constant", "f(0xf);")})
        self.assertEqual(
            results("f(2_000);", True), {("constant", "f(2001);"), ("constant", "f(1999);")}
        )

    def test_numbers_inside_names_and_fractions_stay(self):
        self.assertEqual(results("sha256(v4, x1, 0.5, std::uint32_t{y});"), set())

    def test_conditions_are_negated_and_early_returns_left_out(self):
        self.assertEqual(
            results("if (a) return b;"),
            {("condition", "if (!(a)) return b;"), ("early return", "{}")},
        )
        self.assertEqual(
            results("if (!a) b();"),
            {("condition", "if (!(!a)) b();"), ("negation", "if (a) b();")},
        )
        self.assertEqual(results("if (auto a = f(); a) b();"), set())

    def test_extremes_truths_and_clamps(self):
        self.assertEqual(results("std::min(a, b)"), {("extreme", "std::max(a, b)")})
        self.assertEqual(results("Math.max(a, b)", True), {("extreme", "Math.min(a, b)")})
        self.assertEqual(results("x = true;"), {("truth", "x = false;")})
        self.assertEqual(
            results("std::clamp(f(a, b), low, high)"),
            {("clamp", "std::max(f(a, b), low)"), ("clamp", "std::min(f(a, b), high)")},
        )

    def test_templates_references_and_pointers_stay(self):
        for text in ("std::vector<int> a;", "f(T&& a);", "a->b();", "int* a;", "x = -a;", "++a;"):
            self.assertEqual(results(text), set(), text)
        self.assertEqual(results("const f = (a: A<B>) => a;", True), set())

    def test_what_is_no_code_stays(self):
        for text in (
            "// a < b, true, 17",
            "/* a < b\n && 17 */",
            'f("a < b && 17 \\" true");',
            'f(R"x(a < b ) " && 17)x");',
            "f('7');",
            "#include <a/17.hpp>\n#if A == 17 && \\\n  B == 18",
            "static_assert(sizeof(A) == 17 && true);",
            'base::log::info("a", 17 + a(true));',
            'log_info("a", 17);',
        ):
            self.assertEqual(results(text), set(), text)
        for text in (
            "f('a < b', \"17\");",
            "f(`a < ${b + `17`} && 17`);",
            "a.match(/^17 < [a-z]/);",
            "console.warn(17, a < b);",
        ):
            self.assertEqual(results(text, True), set(), text)

    def test_code_behind_literals_is_found_at_its_place(self):
        text = '// 1\nf("a < b");\nx = R"(2)"; y = a < b;\n'
        (first, second) = mutation.mutations(text)
        self.assertEqual(mutation.line_of(text, first), 3)
        self.assertEqual(text[first.start : first.end], "<")
        self.assertEqual(
            mutation.diff(text, second), '-x = R"(2)"; y = a < b;\n+x = R"(2)"; y = a >= b;'
        )


class Choice(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name)
        for name in ("base/a.cpp", "turn/a.cpp", "turn/io/a.cpp", "webui/src/core/a.ts"):
            (self.top / name).parent.mkdir(parents=True, exist_ok=True)
            (self.top / name).write_text("".join(f"x = a + {n};\n" for n in range(2, 40)))
        subprocess.run(["git", "init", "-q", str(self.top)], check=True)

    def chosen(self, areas, count, seed):
        names = mutants.sources(self.top)
        return [m.place for m in mutants.chosen(areas, count, seed, self.top, names)]

    def test_a_seed_chooses_the_same_mutants_of_every_area(self):
        areas = ["base", "turn", "webui"]
        places = self.chosen(areas, 10, 1)
        self.assertEqual(len(places), 10)
        self.assertEqual(places, self.chosen(areas, 10, 1))
        self.assertNotEqual(places, self.chosen(areas, 10, 2))
        files = [place.split(":")[0] for place in places]
        self.assertEqual(
            [files.count(f) for f in ("base/a.cpp", "turn/a.cpp", "webui/src/core/a.ts")],
            [4, 3, 3],
        )

    def test_the_copy_follows_the_tree(self):
        copy = self.top / "build/copy"
        (self.top / ".gitignore").write_text("/build/\n")
        mutants.copy_tree(self.top, copy)
        time = (copy / "base/a.cpp").stat().st_mtime_ns
        (copy / "turn/a.cpp").write_text("a mutant that was left behind")
        (self.top / "turn/io/a.cpp").unlink()
        mutants.copy_tree(self.top, copy)
        self.assertEqual((copy / "base/a.cpp").stat().st_mtime_ns, time)
        self.assertEqual((copy / "turn/a.cpp").read_text(), (self.top / "turn/a.cpp").read_text())
        self.assertFalse((copy / "turn/io/a.cpp").exists())


class Verdicts(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = Path(folder.name)
        for name, value in (("TREE", self.home / "tree"), ("REPORT", self.home / "report.json")):
            self.addCleanup(setattr, mutants, name, getattr(mutants, name))
            setattr(mutants, name, value)
        (self.home / "tree/base").mkdir(parents=True)
        self.text = "x = a < b;\n"
        self.file = self.home / "tree/base/a.cpp"
        self.file.write_text(self.text)
        self.changes = mutation.mutations(self.text)

    def judge(self, tests, **options):
        self.addCleanup(setattr, mutants, "Cpp", mutants.Cpp)
        mutants.Cpp = lambda area, jobs: tests
        chosen = [mutants.Mutant("base", "base/a.cpp", self.text, c) for c in self.changes]
        report = mutants.read_report(mutants.REPORT, options.pop("fresh", False))
        settings = SimpleNamespace(**{"jobs": 1, "timeout": 9, "build_timeout": 9, **options})
        passed = mutants.judge_area("base", chosen, report, settings)
        return passed, [report[m.key]["verdict"] for m in chosen if m.key in report]

    def test_verdicts_are_kept_and_the_source_is_restored(self):
        seen = []

        def verdict(_mutant, _clock):
            seen.append(self.file.read_text())
            return (mutants.KILLED, "t") if "<=" in seen[-1] else (mutants.SURVIVED, None)

        tests = SimpleNamespace(prepare=lambda clock: None, verdict=verdict)
        self.assertEqual(self.judge(tests), (True, ["killed", "survived"]))
        self.assertEqual(seen, ["x = a <= b;\n", "x = a >= b;\n"])
        self.assertEqual(self.file.read_text(), self.text)
        self.assertEqual(self.judge(tests), (True, ["killed", "survived"]))
        self.assertEqual(len(seen), 2)
        self.judge(tests, fresh=True)
        self.assertEqual(len(seen), 4)
        text = mutants.summary(list(mutants.read_report(mutants.REPORT, False).values()))
        self.assertIn("survived: base/a.cpp:1 (operator)\n-x = a < b;\n+x = a >= b;", text)
        self.assertIn("1 killed, 0 timed out, 1 survived, 0 not compiled", text)

    def test_a_mutant_that_hangs_is_ended_and_counted(self):
        def verdict(_mutant, clock):
            mutants.run([sys.executable, "-c", "import time; time.sleep(60)"], clock, self.home)

        tests = SimpleNamespace(prepare=lambda clock: None, verdict=verdict)
        self.assertEqual(self.judge(tests, timeout=0.2), (True, ["timed out", "timed out"]))

    def test_an_area_that_fails_without_a_mutant_is_not_judged(self):
        tests = SimpleNamespace(prepare=lambda clock: "broken", verdict=None)
        self.assertEqual(self.judge(tests), (False, []))


if __name__ == "__main__":
    unittest.main(buffer=True)
