#!/bin/sh
# SPDX-License-Identifier: MIT
# npm_ci.sh FOLDER: installs FOLDER/node_modules as its package-lock.json says, unless it is up to
# date. The script compares contents and not times, because a checkout touches the lock file without
# changing it.
set -eu
cd "$1"
stamp=node_modules/.lectern-lock
now="$(sha256sum package-lock.json | cut -d' ' -f1) node $(node --version | cut -d. -f1)"
if [ "$(cat "$stamp" 2>/dev/null || true)" = "$now" ]; then exit 0; fi
echo "npm ci in $1"
npm ci --no-audit --no-fund --loglevel=error </dev/null
echo "$now" >"$stamp"
