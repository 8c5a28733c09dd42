#!/bin/bash
# SPDX-License-Identifier: MIT
# run_fuzzers.sh SECONDS: builds the fuzzers (tests/fuzz, clang's libFuzzer) and runs each for
# SECONDS on its corpus tests/fuzz/corpus/NAME. New inputs go to build/fuzz/NAME. A crash ends the
# script, which then names the input.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
if [ ! -e tests/fuzz/CMakeLists.txt ]; then
    echo "there are no fuzzers in this tree (tests/fuzz)" >&2
    exit 1
fi
[ -e build/clang/build.ninja ] || cmake --preset clang
nice ninja -C build/clang tests/fuzz/all
found=0
while IFS= read -r -d '' fuzzer; do
    name=$(basename "$fuzzer")
    found=$((found + 1))
    mkdir -p "build/fuzz/$name"
    corpus=("build/fuzz/$name")
    if [ -d "tests/fuzz/corpus/$name" ]; then corpus+=("tests/fuzz/corpus/$name"); fi
    words=()
    if [ -e "tests/fuzz/dictionaries/$name.dict" ]; then
        words=("-dict=tests/fuzz/dictionaries/$name.dict")
    fi
    echo "=== $name, $seconds s"
    nice "$fuzzer" -max_total_time="$seconds" -print_final_stats=1 "${words[@]}" \
        -artifact_prefix="build/fuzz/$name-" "${corpus[@]}"
done < <(find build/clang/tests/fuzz -maxdepth 1 -type f -perm -u+x -name 'fuzz_*' -print0 |
    sort -z)
[ "$found" -gt 0 ] || { echo "no fuzzer was built" >&2; exit 1; }
