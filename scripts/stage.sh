#!/bin/bash
# SPDX-License-Identifier: MIT
# stage.sh FOLDER: copies the tracked (and new, not ignored) files of the tree, as they are now, and the built web UI to
# FOLDER, which is what the packages are built from.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
stage=$1
[ -e "$top/build/webui/index.html" ] || { echo "$0: the web UI is not built: make webui" >&2; exit 1; }
mkdir -p "$stage/build/webui"
cd "$top"
git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
    if [ -e "$file" ]; then printf '%s\0' "$file"; fi
done | tar -c --null --files-from=- -f - | tar -x -C "$stage" -f -
cp -a build/webui/. "$stage/build/webui/"
