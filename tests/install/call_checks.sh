# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Checks of tests/install/run.sh: calls go on while the service restarts and while the package is
# upgraded. This file is sourced, not run.

# This system has only loopback for a peer, and by default no client may reach loopback.
allow_the_peer() {
    inside sed -i 's/^\[turn\]$/[turn]\nallow_peers = ["127.0.0.2"]/' /etc/lectern/lectern.toml &&
        inside systemctl reload lectern
}

# while_calls_go_on NAME COMMAND...: runs it in the middle of ten calls, of which no packet may be
# lost.
while_calls_go_on() {
    local name=$1 credentials user password calls status
    shift
    credentials=$(inside lecternctl turn credentials --user tester --json) || return 1
    user=$(echo "$credentials" | sed -n 's/.*"username": *"\([^"]*\)".*/\1/p')
    password=$(echo "$credentials" | sed -n 's/.*"password": *"\([^"]*\)".*/\1/p')
    nsenter -t "$BOOTED_LEADER" -n python3 -B "${here:?}/calls.py" 127.0.0.1:3478 "$user" \
        "$password" "$WORK/stop-$name" \
        >"$WORK/calls-$name" 2>&1 </dev/null &
    calls=$!
    until_true 20 grep -q talking "$WORK/calls-$name" && "$@" && until_true 15 healthy
    status=$?
    touch "$WORK/stop-$name"
    wait "$calls" || status=1
    cat "$WORK/calls-$name"
    inside journalctl -u lectern --no-pager -o cat | grep -E 'turn_(handed|taken|not)' | tail -n 4
    return $status
}

restarted() {
    local before
    before=$(main_pid)
    inside systemctl restart lectern && another_pid "$before"
}
