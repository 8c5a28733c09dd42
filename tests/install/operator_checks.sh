# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Checks of the packages' files for other tools: fail2ban's filter and jail, the sysctl drop-in, the
# folder for logs. For run.sh and run_rpm.sh. This machine's fail2ban judges the files and the
# journal of the booted system. This file is sourced, not run.

SESSIONS=/var/log/lectern/sessions.log
FILTER=/etc/fail2ban/filter.d/lectern.conf JAIL=/etc/fail2ban/jail.d/lectern.conf \
    SYSCTL=/usr/lib/sysctl.d/60-lectern.conf

operator_files() {
    local found
    found=$(inside stat -c '%U:%G %a %n' $FILTER $JAIL $SYSCTL /var/log/lectern)
    echo "$found"
    [ "$found" = "root:root 644 $FILTER
root:root 644 $JAIL
root:root 644 $SYSCTL
lectern:lectern 750 /var/log/lectern" ]
}

# Every line names something that sysctl would set. A container's network has its own of some keys
# only, which is said of each.
sysctl_reads() {
    local found key
    found=$(inside sysctl --dry-run --load=$SYSCTL 2>&1)
    echo "$found"
    grep -q 'invalid syntax' <<<"$found" && return 1
    grep -q '^net.ipv4.ip_local_reserved_ports = ' <<<"$found" || return 1
    while read -r key _; do
        grep -q -e "^$key = " -e "setting key \"$key\"" -e "cannot stat /proc/sys/${key//.//}:" \
            <<<"$found" || return 1
    done < <(grep '^[^#]' "$WORK/root$SYSCTL")
    inside /lib/systemd/systemd-sysctl --cat-config | grep -qx "# $SYSCTL"
}

# The installation has loaded the reserved ports, and they are those of relay_ports in [turn].
ports_are_reserved() {
    local reserved relay
    reserved=$(inside sysctl -n net.ipv4.ip_local_reserved_ports)
    relay=$(inside lecternd --config /etc/lectern/lectern.toml --print-config |
        sed -n 's/^relay_ports = "\(.*\)".*/\1/p')
    echo "reserved $reserved, relay_ports $relay"
    [ -n "$relay" ] && [ "$reserved" = "$relay" ]
}

# A session that has ended is a line in a file of the service's own, below the only folder that is
# for it.
session_log_is_written() {
    inside sed -i "/^\[turn\]/a session_log = \"$SESSIONS\"" /etc/lectern/lectern.toml
    inside systemctl restart lectern && until_true 10 healthy || return 1
    inside lecternctl turn test --transport udp
    inside cat $SESSIONS
    inside stat -c '%U:%G %a' $SESSIONS | grep -qx 'lectern:lectern 600' &&
        inside grep -q '"reason":"deleted"' $SESSIONS
}

# Rotated as docs/operations.md says: moved away, then a reload.
session_log_is_rotated() {
    inside mv $SESSIONS $SESSIONS.1 && inside systemctl reload lectern || return 1
    until_true 10 inside test -e $SESSIONS
}

# A wrong password over TCP, as the booted system's journal has it.
fail2ban_reads_the_journal() {
    local journal found
    inside lecternctl turn test --server 'turn:127.0.0.1?transport=tcp' \
        --user alice --password 'looking glass'
    inside journalctl --sync --flush
    journal=$(inside find /var/log/journal /run/log/journal -mindepth 1 -maxdepth 1 -type d \
        2>/dev/null | head -n 1)
    found=$(fail2ban-regex --print-all-matched \
        "systemd-journal[journalpath=/proc/$BOOTED_LEADER/root$journal]" "$WORK/root$FILTER")
    echo "$found"
    echo "$found" | grep -q 'turn_auth_failed client=127.0.0.1 .*reason=unknown_user' &&
        echo "$found" | grep -Eq '[1-9][0-9]* matched'
}

# fail2ban's own configuration with the package's files in it: nothing is banned unless the operator
# says so, then over TCP and UDP.
jail_is_off_until_turned_on() {
    local folder=$WORK/fail2ban
    cp -a /etc/fail2ban "$folder" && cp "$WORK/root$FILTER" "$folder/filter.d/" &&
        cp "$WORK/root$JAIL" "$folder/jail.d/" || return 1
    fail2ban-client -c "$folder" --dp >"$WORK/jails"
    grep lectern "$WORK/jails" && return 1
    printf '[lectern]\nenabled = true\n' >"$folder/jail.d/lectern.local"
    fail2ban-client -c "$folder" --dp >"$WORK/jails"
    grep lectern "$WORK/jails"
    grep -q "'add', 'lectern', 'systemd'" "$WORK/jails" &&
        grep -q "'lectern', 'addfailregex'" "$WORK/jails" &&
        grep -q "'addjournalmatch', '_SYSTEMD_UNIT=lectern.service'" "$WORK/jails" &&
        grep -q "echo 'tcp,udp'" "$WORK/jails"
}

check_operator_files() {
    check "what is for other tools has the right owners and modes" operator_files
    check "the sysctl drop-in is read, every line of it" sysctl_reads
    check "the relay's ports are reserved" ports_are_reserved
    check "records of sessions are written below /var/log/lectern" session_log_is_written &&
        check "and a moved one is made anew at reload" session_log_is_rotated
    if command -v fail2ban-client >/dev/null &&
        /usr/bin/python3 -c 'import systemd.journal' 2>/dev/null; then
        check "fail2ban finds in the journal who guesses" fail2ban_reads_the_journal
        check "the jail is off until it is turned on, and then bans TCP and UDP" \
            jail_is_off_until_turned_on
    else
        left_out "fail2ban with the package's filter and jail" \
            "needs fail2ban and python3-systemd (scripts/install_packages.sh package-test)"
    fi
}
