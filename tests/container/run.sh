#!/bin/bash
# SPDX-License-Identifier: MIT
# The container image: builds packaging/container/Containerfile with buildah from the package in
# build/packages, on a Debian that mmdebstrap makes, and runs it with podman: read-only, without
# capabilities, as the user 990, in a network namespace of its own. Needs root, buildah and podman;
# elsewhere it prints SKIPPED and the reason. The last line is `N passed, N failed, N skipped`.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/install/lib.sh
. tests/install/lib.sh

need_a_machine_for_roots "$@"
for tool in buildah podman ip; do
    command -v "$tool" >/dev/null ||
        skip "needs $tool (scripts/install_packages.sh container)"
done
# podman's runtime wants a pure cgroup2, which this mount namespace gets.
if [ -z "${LECTERN_OWN_CGROUP:-}" ]; then
    LECTERN_OWN_CGROUP=1 exec unshare -m --propagation private sh -c '
        umount -R -l /sys/fs/cgroup 2>/dev/null
        mount -t cgroup2 -o nsdelegate cgroup2 /sys/fs/cgroup && exec "$@"' sh "$0" "$@"
fi
ls build/packages/lectern_*.deb >/dev/null 2>&1 || { echo "no package: make deb"; exit 1; }

work=$(mktemp -d /var/tmp/lectern-container.XXXXXX)
network=lectern-container-$$
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
storage=(--root "$work/storage" --runroot "$work/run")
engine=(podman "${storage[@]}" --cgroup-manager cgroupfs --events-backend none)

end() {
    "${engine[@]}" rm -f -t 1 -a >/dev/null 2>&1
    ip netns delete "$network" 2>/dev/null
    umount -R "$work/storage" 2>/dev/null
    rm -rf --one-file-system "$work"
}
trap end EXIT

inside() { "${engine[@]}" exec lectern "$@"; }
outside() { ip netns exec "$network" "$@"; }

import_base() {
    local root
    root=$(base_root "$(this_release)" ca-certificates) || return 1
    tar -C "$root" -c . | "${engine[@]}" import - localhost/lectern-base
}

build_image() {
    # The machine's own settings of apt reach its mirror.
    buildah "${storage[@]}" bud --format docker --network host \
        --volume /etc/apt/apt.conf.d:/etc/apt/apt.conf.d:ro \
        --build-arg BASE=localhost/lectern-base -f packaging/container/Containerfile \
        -t localhost/lectern:test .
}

start() {
    ip netns add "$network" && ip -n "$network" link set lo up &&
        ip -n "$network" address add 198.51.100.7/32 dev lo &&
        ip netns exec "$network" sysctl -qw net.ipv4.ip_unprivileged_port_start=0 &&
        "${engine[@]}" run -d --name lectern --cgroups disabled \
            --ulimit nofile=16384:16384 --ulimit nproc=4096:4096 \
            --network "ns:/run/netns/$network" --read-only --cap-drop all \
            --security-opt no-new-privileges \
            --tmpfs /tmp:rw,mode=1777,size=64m \
            --tmpfs /var/lib/lectern:rw,mode=1777,size=64m \
            --env LECTERN_SITE_NAME="Container School" --env TURN_SECRET="$secret" \
            --env JWT_SECRET=a-secret-of-the-older-stack-of-40-letters \
            --env LECTERN_TURN_RELAY_ADDRESSES=198.51.100.7 --env LECTERN_TURN_PEERS=lan \
            localhost/lectern:test
}

is_ready() {
    until_true 30 outside curl -sfk https://127.0.0.1/readyz && return
    "${engine[@]}" logs --tail 20 lectern
    return 1
}

health_check_passes() {
    "${engine[@]}" image inspect localhost/lectern:test --format '{{.Config.Healthcheck.Test}}' |
        grep -q lecternctl && inside /usr/bin/lecternctl status --json | grep -q listeners
}

says() { # text URL
    outside curl -sk "$2" >"$work/page"
    grep -q "$1" "$work/page" && return
    head -c 2000 "$work/page"
    return 1
}

runs_without_privileges() {
    inside cat /proc/1/status >"$work/status" && cat "$work/status" &&
        grep -q '^Uid:.990.990' "$work/status" && grep -q '^NoNewPrivs:.1' "$work/status" &&
        grep -q '^CapEff:.0*$' "$work/status"
}

is_read_only() { ! inside sh -c 'echo x >/etc/lectern/new || echo x >/usr/new'; }

has_no_compiler() { ! inside sh -c 'command -v cc || command -v npm || ls /src'; }

log_is_json() {
    "${engine[@]}" logs lectern 2>&1 | grep '^{' | head -n 1 | grep '"event"'
}

relays() {
    inside lecternctl turn test --server turn:198.51.100.7:3478 --secret "$secret"
}

stops() {
    local began=$SECONDS
    "${engine[@]}" stop -t 30 lectern && [ $((SECONDS - began)) -lt 20 ] &&
        [ "$("${engine[@]}" inspect lectern --format '{{.State.ExitCode}}')" = 0 ]
}

secret=a-secret-of-a-relay-in-a-container
check "the base is imported" import_base
check "the image is built" build_image
check "the container starts" start
check "it becomes ready" is_ready
check "its health check passes" health_check_passes
check "the pages are there" says '<html' https://127.0.0.1/
check "the API knows the name of the environment" says 'Container School' \
    https://127.0.0.1/api/site
check "it has user 990 and no privileges" runs_without_privileges
check "its file system is read-only" is_read_only
check "no compiler and no source is in it" has_no_compiler
check "its log is JSON" log_is_json
check "its relay relays with TURN_SECRET" relays
check "it stops in time, with status 0" stops
closing_line
[ "$INSTALL_FAILED" -eq 0 ]
