#!/bin/bash
# SPDX-License-Identifier: MIT
# mkrpm.sh OUTPUT_FOLDER: builds the .rpm from a staged copy of the tree. On Fedora and RHEL the
# package is for the system that it is built on. On Debian it carries Debian's library names, so it
# serves only to test the package's scripts.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
version=$("$top/scripts/version.sh")
work=$(mktemp -d "$out/rpm.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work"/{SOURCES,BUILD,RPMS,SRPMS}

"$top/scripts/stage.sh" "$work/lectern-$version"
SOURCE_DATE_EPOCH=$(git -C "$top" log -1 --format=%ct 2>/dev/null || date +%s)
export SOURCE_DATE_EPOCH
tar -C "$work" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
    -czf "$work/SOURCES/lectern-$version.tar.gz" "lectern-$version"
options=()
if ! rpm --eval '%{?systemd_post:there}' | grep -q there; then
    options=(--nodeps --load "$top/packaging/rpm/macros.systemd-compat"
        --define 'debug_package %{nil}')
fi
nice rpmbuild -bb "${options[@]}" --define "_topdir $work" --define "lectern_version $version" \
    --define '_buildhost reproducible' --define 'use_source_date_epoch_as_buildtime 1' \
    --define 'clamp_mtime_to_source_date_epoch 1' --define '_build_id_links none' \
    "$top/packaging/rpm/lectern.spec"
rm -f "$out"/lectern-*.rpm
find "$work/RPMS" -name '*.rpm' -exec cp {} "$out/" \;
ls -l "$out"/*.rpm
