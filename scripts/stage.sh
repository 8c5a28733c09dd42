#!/bin/bash
# SPDX-License-Identifier: MIT
# stage.sh FOLDER: copies the tree as it is now (tracked and new files, no build results) and the
# built web UI to FOLDER. The packages are built from this copy. Works in a checkout and in an
# unpacked archive.
set -euo pipefail
cd "$(dirname "$0")/.."
stage=$1
[ -e build/webui/index.html ] || { echo "$0: the web UI is not built: make webui" >&2; exit 1; }

# NUL-separated names; a tracked file may have been deleted, and git refuses to look into another
# user's checkout
files() {
    if git ls-files --error-unmatch Makefile >/dev/null 2>&1; then
        git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
            if [ -e "$file" ]; then printf '%s\0' "$file"; fi
        done
    else
        find . \( -path ./build -o -path ./var -o -name node_modules -o -name .git \
            -o -name __pycache__ \) -prune -o -type f -print0
    fi
}

mkdir -p "$stage/build/webui"
files | tar -c --null --files-from=- -f - | tar -x -C "$stage" -f -
cp -a build/webui/. "$stage/build/webui/"
