#!/bin/bash
# SPDX-License-Identifier: MIT
# Builds the tree in another release of Debian and runs suites of scripts/run_tests.py there. They
# have root's rights and this machine's network there; nothing is booted.
#
#   tests/install/run_suites.sh RELEASE SUITE...        e.g. trixie unit integration
# Ends with `N passed, N failed, N skipped`. Says SKIPPED and why where no such root can be made.
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=tests/install/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/install/root.sh
. "$here/root.sh"

[ $# -ge 2 ] || { echo "usage: $0 RELEASE SUITE..." >&2; exit 2; }
release=$1
mkdir -p "$top/build/$release"
need_a_machine_for_roots "$@"
shift
in_root "$release" "build run webui test" scripts/run_tests.py "$@"
