# SPDX-License-Identifier: MIT
"""Finds the places where one token of a C++ or TypeScript source can be changed so that a good test
must fail. scripts/mutants.py applies these changes and runs the tests.

Comments, strings, preprocessor lines, static_assert and the arguments of log calls are left alone.
The search relies on the tree's formatting: a binary operator has a space on both sides.
"""
import difflib
import re
from typing import NamedTuple

# Operator -> the operators that may replace it.
OPERATORS = {
    "==": ["!="],
    "!=": ["=="],
    "===": ["!=="],
    "!==": ["==="],
    "<": ["<=", ">="],
    "<=": ["<", ">"],
    ">": [">=", "<="],
    ">=": [">", "<"],
    "+": ["-"],
    "-": ["+"],
    "+=": ["-="],
    "-=": ["+="],
    "*": ["/"],
    "&&": ["||"],
    "||": ["&&"],
}
LONGEST_FIRST = sorted(OPERATORS, key=len, reverse=True)
OPERATOR = re.compile(r"(?<=\s)(" + "|".join(map(re.escape, LONGEST_FIRST)) + r")(?=\s)")
NUMBER = re.compile(
    r"(?<![\w.'])(0[xX][0-9a-fA-F]+|\d+(?:['_]\d+)*)"
    r"(?=(?:[uUlL]{1,3}|ns|us|ms|s|min|h)?\b)(?!['.]\d)"
)
TRUTH = re.compile(r"\b(?:true|false)\b")
EXTREME = re.compile(r"(?:\bstd::(?:ranges::)?|\bMath\.)(min|max)(?=[(<])")
CLAMP = re.compile(r"\bstd::clamp\(")
NOT = re.compile(r"(?<=[\s(])!(?=[\w(])")
CONDITION = re.compile(r"\bif \(")
RETURN = re.compile(r"\s+return\b[^;{}]*;")
ASSIGNMENT = re.compile(r"[^=!<>]=(?!=)|;")
UNTOUCHED_CALL = re.compile(
    r"\bstatic_assert\s*\(|\b(?:log|console)(?:::|\.)\w+\s*\(|\blog_\w+\s*\("
)
RAW_STRING = re.compile(r'R"([^\s()\\]{0,16})\(')


class Mutation(NamedTuple):
    """Replace text[start:end] by `text`; `kind` is one of the words in the functions below."""

    kind: str
    start: int
    end: int
    text: str


def blank(text):
    """As many characters as `text`, on as many lines, that match none of the expressions."""
    return re.sub(r"[^\n]", "\0", text)


def end_of_string(text, start, typescript):
    """The offset behind the string or character literal that begins at `start`."""
    quote, i, depth = text[start], start + 1, 0
    while i < len(text):
        if text[i] == "\\":
            i += 1
        elif quote == "`" and text.startswith("${", i):
            depth += 1
            i += 1
        elif depth and text[i] == "}":
            depth -= 1
        elif not depth and (text[i] == quote or (text[i] == "\n" and quote != "`")):
            return i + 1
        i += 1
    return len(text)


def literal_end(text, i, typescript):
    """The offset behind the comment or literal that begins at `i`, or None."""
    if text.startswith("//", i):
        return (text + "\n").index("\n", i)
    if text.startswith("/*", i):
        return text.find("*/", i + 2) + 2 or len(text)
    before = text[:i].rstrip()[-1:]
    if typescript and text[i] == "/" and before in "(,=:[!&|?{};":
        return end_of_string(text, i, typescript)
    if not typescript and text[i] == "R" and not text[i - 1 : i].isalnum():
        raw = RAW_STRING.match(text, i)
        return raw and text.index(")" + raw[1] + '"', i) + len(raw[1]) + 2
    separator = text[i] == "'" and not typescript and text[i - 1 : i].isalnum()
    if text[i] in ("'", '"') and not separator or typescript and text[i] == "`":
        return end_of_string(text, i, typescript)
    return None


def closing(text, start):
    """The offset of the bracket that closes the one before `start`, or None."""
    depth = 1
    for i in range(start, len(text)):
        depth += (text[i] in "([{") - (text[i] in ")]}")
        if not depth:
            return i
    return None


def masked(text, typescript):
    """`text` with everything blanked that must not be changed; all offsets stay."""
    out, i = [], 0
    while i < len(text):
        end = literal_end(text, i, typescript)
        out.append(blank(text[i:end]) if end else text[i])
        i = end or i + 1
    out = "".join(out)
    if not typescript:
        out = re.sub(r"(?m)^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: blank(m[0]), out)
    for call in UNTOUCHED_CALL.finditer(out):
        end = closing(out, call.end()) or len(out)
        out = out[: call.start()] + blank(out[call.start() : end]) + out[end:]
    return out


def arguments(mask, start):
    """The spans of the arguments of a call whose bracket opens before `start`."""
    end = closing(mask, start)
    if end is None:
        return []
    commas, depth = [start - 1], 0
    for i in range(start, end):
        depth += (mask[i] in "([{") - (mask[i] in ")]}")
        if mask[i] == "," and not depth:
            commas.append(i)
    commas.append(end)
    return [(a + 1, b) for a, b in zip(commas, commas[1:])]


def numbers(mask):
    for match in NUMBER.finditer(mask):
        hexadecimal = match[0][:2].lower() == "0x"
        value = int(match[0].replace("'", "").replace("_", ""), 16 if hexadecimal else 10)
        for other in [value + 1] + [value - 1] * (value > 0):
            yield Mutation("constant", *match.span(), hex(other) if hexadecimal else str(other))


def clamps(text, mask):
    for match in CLAMP.finditer(mask):
        spans = arguments(mask, match.end())
        if len(spans) != 3:
            continue
        value, low, high = (text[a:b].strip() for a, b in spans)
        for other in (f"std::max({value}, {low})", f"std::min({value}, {high})"):
            yield Mutation("clamp", match.start(), spans[2][1] + 1, other)


def conditions(text, mask):
    """Negated conditions, and early returns that are left out."""
    for match in CONDITION.finditer(mask):
        end = closing(mask, match.end())
        if end is None:
            continue
        inner = mask[match.end() : end]
        if not ASSIGNMENT.search(inner):
            negated = f"!({text[match.end() : end]})"
            yield Mutation("condition", match.end(), end, negated)
        early = RETURN.match(mask, end + 1)
        if early:
            yield Mutation("early return", match.start(), early.end(), "{}")


def mutations(text, typescript=False):
    """All mutations of a source text, in the order of their places."""
    mask = masked(text, typescript)
    found = [
        Mutation("operator", *match.span(), other)
        for match in OPERATOR.finditer(mask)
        for other in OPERATORS[match[0]]
    ]
    for match in TRUTH.finditer(mask):
        found.append(Mutation("truth", *match.span(), "false" if match[0] == "true" else "true"))
    for match in EXTREME.finditer(mask):
        found.append(Mutation("extreme", *match.span(1), "max" if match[1] == "min" else "min"))
    found += [Mutation("negation", *match.span(), "") for match in NOT.finditer(mask)]
    found += [*numbers(mask), *clamps(text, mask), *conditions(text, mask)]
    return sorted(found, key=lambda m: (m.start, m.end, m.text))


def applied(text, mutation):
    return text[: mutation.start] + mutation.text + text[mutation.end :]


def line_of(text, mutation):
    return text.count("\n", 0, mutation.start) + 1


def diff(text, mutation):
    """The changed lines, those of before with `-`, those of after with `+`."""
    lines = difflib.unified_diff(
        text.splitlines(), applied(text, mutation).splitlines(), lineterm="", n=0
    )
    return "\n".join(line for line in list(lines)[2:] if not line.startswith("@@"))
