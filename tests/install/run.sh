#!/bin/bash
# SPDX-License-Identifier: MIT
# Installs the .deb on a fresh Debian that is really booted (systemd in a container), as a sysadmin
# would, and looks at it from outside: does it serve, survive, reload, upgrade and go away without a
# trace?
#
#   tests/install/run.sh [RELEASE | FILE.deb]
# Without an argument: this machine's release and the package in build/packages. The package of
# another release (a code name, such as trixie) is first built in a root of that release.
# Ends with `N passed, N failed, N skipped`. Says SKIPPED and why where no system can be booted.
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
# shellcheck source=tests/install/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/install/root.sh
. "$here/root.sh"
# shellcheck source=tests/install/checks.sh
. "$here/checks.sh"
# shellcheck source=tests/install/operator_checks.sh
. "$here/operator_checks.sh"
# shellcheck source=tests/install/call_checks.sh
. "$here/call_checks.sh"

release=$(this_release) packages=$top/build/packages deb=''
case ${1:-} in
*.deb) deb=$1 ;;
?*) release=$1 ;;
esac
[ "$release" = "$(this_release)" ] || packages=$top/build/$release/packages
mkdir -p "$packages" # before another user, root, does
need_a_bootable_machine "$@"

if [ "$release" != "$(this_release)" ]; then
    in_root "$release" "build package" scripts/mkdeb.sh build/packages
    check "the package is built in $release" [ $? -eq 0 ] || { closing_line; exit 1; }
fi
[ -n "$deb" ] || deb=$(find "$packages" -maxdepth 1 -name 'lectern_*.deb' 2>/dev/null | head -n 1)
[ -r "$deb" ] || { echo "no package: make deb"; INSTALL_FAILED=1; closing_line; exit 1; }

mapfile -t dependencies < <(dependencies_of "$deb")
base=$(base_root "$release" systemd systemd-sysv dbus iproute2 procps "${dependencies[@]}") ||
    skip_without_base "$release"

trap shut_down EXIT
boot "$base"
cp "$deb" "$WORK/root/root/lectern.deb"
make_next_version "$deb" "$WORK/next" "$WORK/root/root/lectern-next.deb"

check "the package installs, asking nothing" install_fresh &&
    check "the installation printed a link to open" grep -Eq 'https?://' "$WORK/installation"
check "the service runs and is enabled" inside systemctl is-active lectern.service
check "it starts at boot" inside systemctl is-enabled lectern.service
check "renewals are off until a certificate is got" renewals_wait
check "the configuration is valid" inside lecternd --check-config --config /etc/lectern/lectern.toml
check "files have the right owners and modes" owners_and_modes
check "the daemon has one capability and no privileges" unprivileged
check "https on 443 answers /health" until_true 10 healthy
check "http on 80 sends to https" redirects
check "the web UI is served" serves_web_ui
check "TURN answers a Binding on 3478/udp" binding
check "TURN answers over TLS on 443, the web's own port" turn_on_443
check "lecternctl status" inside lecternctl status
check "lecternctl link" link_printed
check "the link makes the first admin" make_admin
check "the admin signs in" sign_in
check "a meeting takes an older name of a time zone" older_zone_name
check_operator_files
check "reload keeps the process" reload_keeps_process
check "a wrong configuration is refused at reload, and the daemon goes on" wrong_reload
check "a peer is allowed by a reload" allow_the_peer
check "a restart cuts no call" while_calls_go_on restart restarted
check "a second one neither" while_calls_go_on again restarted
check "kill -9: restarted at once" killed_and_back
check "the account is still there" sign_in
check "stop is clean" stops_cleanly
check "start serves again" starts_again
check "an upgrade keeps an edited configuration, and cuts no call" \
    while_calls_go_on upgrade upgrade_keeps_configuration
check "the upgrade restarted the daemon and kept the account" sign_in
check "nothing of it all was logged as an error or a refused system call" quiet_log
check "remove stops it and leaves configuration and state" removed
check "purge leaves nothing" purged
check "it installs again after the purge" install_again

if [ "$INSTALL_FAILED" -gt 0 ]; then
    echo "--- the unit's journal"
    inside journalctl -u lectern --no-pager -o short-monotonic 2>/dev/null | tail -n 60
fi
closing_line
[ "$INSTALL_FAILED" -eq 0 ]
