#!/bin/bash
# SPDX-License-Identifier: MIT
# Runs the .rpm's scripts under real systemd: install, start, serve, upgrade with an edited
# configuration, erase. The root is a Debian with rpm beside its own package manager, so
# dependencies are not looked at.
#
#   tests/install/run_rpm.sh [FILE.rpm]      default: the one in build/packages
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=tests/install/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/install/checks.sh
. "$here/checks.sh"
# shellcheck source=tests/install/operator_checks.sh
. "$here/operator_checks.sh"

need_a_bootable_machine "$@"
package=${1:-$(find "$top/build/packages" -maxdepth 1 -name 'lectern-*.rpm' 2>/dev/null |
    head -n 1)}
deb=$(find "$top/build/packages" -maxdepth 1 -name 'lectern_*.deb' 2>/dev/null | head -n 1)
[ -r "$package" ] || { echo "no package: make rpm"; INSTALL_FAILED=1; closing_line; exit 1; }
if [ ! -r "$deb" ]; then
    echo "no .deb, whose dependencies the root is made from: make deb"
    INSTALL_FAILED=1
    closing_line
    exit 1
fi

mapfile -t dependencies < <(dependencies_of "$deb")
release=$(this_release)
base=$(base_root "$release" systemd systemd-sysv dbus iproute2 procps rpm "${dependencies[@]}") ||
    skip_without_base "$release"
trap shut_down EXIT
boot "$base"
cp "$package" "$WORK/root/root/lectern.rpm"

rpm_() { inside rpm --force-debian "$@"; }
start_serves() { inside systemctl start lectern && until_true 10 healthy; }
reinstall_keeps_configuration() {
    local before
    before=$(main_pid)
    edit_key name 'Edited School'
    rpm_ -U --force --nodeps /root/lectern.rpm &&
        inside grep -q '^name = "Edited School"' /etc/lectern/lectern.toml &&
        until_true 15 another_pid "$before"
}
erase_leaves_saved_configuration() {
    rpm_ -e --nodeps lectern && ! inside systemctl is-active lectern &&
        inside test -e /etc/lectern/lectern.toml.rpmsave &&
        inside test ! -e /usr/sbin/lecternd
}

check "the package installs" rpm_ -i --nodeps /root/lectern.rpm
check "its files are as they were packed" rpm_ -V --nodeps lectern
check "the service starts and serves" start_serves
check "files have the right owners and modes" owners_and_modes
check "TURN answers a Binding on 3478/udp" binding
check_operator_files
check "an upgrade restarts it and keeps an edited configuration" reinstall_keeps_configuration
check "erase stops it and saves the configuration" erase_leaves_saved_configuration
closing_line
[ "$INSTALL_FAILED" -eq 0 ]
