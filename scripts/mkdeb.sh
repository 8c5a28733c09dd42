#!/bin/bash
# SPDX-License-Identifier: MIT
# mkdeb.sh OUTPUT_FOLDER: builds the .deb from a staged copy of the tree; needs no root and no
# network. The stage lies below build/, as deep as the tree is from build/dev, so that the compiler
# cache finds the same relative paths. LECTERN_DBGSYM=1 also makes the package of debug symbols;
# LECTERN_LINTIAN=1 runs lintian on the result.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
version=$("$top/scripts/version.sh")
work=$(mktemp -d "$out/stage.XXXXXX")
trap 'rm -rf "$work"' EXIT
stage=$work/lectern-$version

"$top/scripts/stage.sh" "$stage"
cp -a "$stage/packaging/deb" "$stage/debian"
if ! head -1 "$stage/debian/changelog" | grep -qF "lectern ($version)"; then
    echo "$0: packaging/deb/changelog does not begin with version $version" >&2
    exit 1
fi
SOURCE_DATE_EPOCH=$(cd "$stage" && dpkg-parsechangelog -S Timestamp)
export SOURCE_DATE_EPOCH
# debhelper gives the build a home folder of its own, and the compiler cache with it
if command -v ccache >/dev/null; then
    CCACHE_DIR=$(ccache --get-config cache_dir)
    export CCACHE_DIR
fi
options="parallel=$(nproc)"
[ "${LECTERN_DBGSYM:-0}" = 1 ] || options="$options noautodbgsym"
(cd "$stage" && DEB_BUILD_OPTIONS="$options" nice dpkg-buildpackage -us -uc -b -d)
rm -f "$out"/lectern*.deb
cp "$work"/*.deb "$out/"
if [ "${LECTERN_LINTIAN:-0}" = 1 ]; then lintian --pedantic "$work"/*.changes; fi
ls -l "$out"/*.deb
