# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Shared by the tests of the packages: a base root (cached outside the tree), a throw-away copy of
# it booted under real systemd, and checks that count. Sourced, not run.

INSTALL_PASSED=0 INSTALL_FAILED=0 INSTALL_SKIPPED=0 BOOTED_LEADER='' BOOTED_NSPAWN='' WORK=''
CACHE=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/lectern-test

closing_line() {
    echo "$INSTALL_PASSED passed, $INSTALL_FAILED failed, ${1:-$INSTALL_SKIPPED} skipped"
}

skip() {
    echo "SKIPPED: $1"
    closing_line 1
    exit 0
}

# check NAME COMMAND...: one test; its output is shown when it fails.
check() {
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        INSTALL_PASSED=$((INSTALL_PASSED + 1))
        echo "ok   - $name"
    else
        INSTALL_FAILED=$((INSTALL_FAILED + 1))
        echo "FAIL - $name"
        printf '%s\n' "$output" | tail -n 25 | sed 's/^/       /'
        return 1
    fi
}

# left_out NAME WHY: a test that this machine cannot run.
left_out() {
    INSTALL_SKIPPED=$((INSTALL_SKIPPED + 1))
    echo "SKIPPED - $1: $2"
}

# until_true SECONDS COMMAND...: waits for something that is on its way, looking ten times a second.
until_true() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt $deadline ] || return 1
        sleep 0.1
    done
}

# Becomes root where that needs no password; ends with SKIPPED where no base root can be made.
need_a_machine_for_roots() {
    if [ "$(id -u)" -ne 0 ]; then
        if sudo -n true 2>/dev/null; then
            exec sudo -n --preserve-env=XDG_CACHE_HOME,HOME "$0" "$@"
        fi
        skip "needs root (or sudo without a password) to make and enter a system"
    fi
    need_tools mmdebstrap unshare mount
    [ -r /etc/debian_version ] ||
        skip "needs a Debian machine, whose package archive it asks for the base system"
    unshare --mount --pid --fork --propagation private true 2>/dev/null ||
        skip "no new mount and process namespaces are allowed here"
}

# The same for a system that is booted.
need_a_bootable_machine() {
    need_a_machine_for_roots "$@"
    need_tools systemd-nspawn nsenter
    unshare -m --propagation private sh -c \
        'umount -R -l /sys/fs/cgroup 2>/dev/null
        mount -t cgroup2 -o nsdelegate cgroup2 /sys/fs/cgroup' 2>/dev/null ||
        skip "no cgroup2 can be mounted here"
}

need_tools() {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null ||
            skip "needs $tool (scripts/install_packages.sh package-test)"
    done
}

# The name of the release that this machine runs.
this_release() { (. /etc/os-release && echo "${VERSION_CODENAME:-}"); }

# The mirror that this machine's apt uses; it has the other releases, too.
debian_mirror() {
    apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT) $(REPO_URI)' \
        'Created-By: Packages' 2>/dev/null |
        awk -v release="$(this_release)" '$2 == release && $3 == "main" { print $4; exit }' |
        grep . ||
        echo http://deb.debian.org/debian
}

# forget_old_roots RELEASE: removes the base roots beyond the four that were used last, unless they
# were used in the last two hours. A root takes up to 2 GB, and each change of the packages that
# the tests need makes new ones.
forget_old_roots() {
    local root
    find "$CACHE" -maxdepth 1 -type d -name "$1-*" -printf '%T@ %p\n' | sort -rn | cut -d' ' -f2- |
        tail -n +5 | while IFS= read -r root; do
        [ -n "$(find "$root" -maxdepth 0 -mmin -120)" ] || rm -rf --one-file-system "$root"
    done
}

# base_root RELEASE PACKAGE...: prints the folder of a minimal Debian of that release with those
# packages; made once, kept in the cache.
base_root() {
    local release=$1 names key root
    shift
    names=$(printf '%s\n' "$@" | sort -u | paste -sd,)
    key=$(printf '%s' "$release $names" | sha256sum | cut -c1-12)
    root=$CACHE/$release-$key
    mkdir -p "$CACHE"
    exec 9>"$CACHE/lock"
    flock 9
    if [ ! -d "$root" ]; then
        echo "making a base system in $root" >&2
        rm -rf "$root.new"
        mmdebstrap --quiet --mode=root --variant=minbase --include="$names" \
            --dpkgopt='path-exclude=/usr/share/man/*' \
            --dpkgopt='path-exclude=/usr/share/doc/*' \
            "$release" "$root.new" "$(debian_mirror)" >&2 || return 1
        : >"$root.new/etc/machine-id"
        mv "$root.new" "$root"
    fi
    touch "$root"
    forget_old_roots "$release"
    exec 9>&-
    echo "$root"
}

skip_without_base() {
    skip "the base system of $1 could not be made (is a Debian mirror within reach?)"
}

# The run-time dependencies of a .deb: first alternatives, without versions.
dependencies_of() {
    dpkg-deb -f "$1" Pre-Depends Depends | sed 's/^[A-Za-z-]*: //' | tr ',' '\n' |
        sed 's/|.*//; s/(.*//; s/:any//; s/[[:space:]]//g' |
        grep .
}

# boot BASE: boots (or ends with SKIPPED) a throw-away overlay of BASE; sets WORK (with WORK/root)
# and the two process ids. The sandbox of the unit is only enforced inside with all capabilities, a
# pure cgroup2 tree, and bpf and Landlock let through nspawn's own filter.
boot() {
    WORK=$(mktemp -d "${TMPDIR:-/tmp}/lectern-install.XXXXXX")
    mkdir "$WORK"/{upper,work,root}
    mount -t overlay overlay \
        -o "lowerdir=$1,upperdir=$WORK/upper,workdir=$WORK/work" "$WORK/root" ||
        skip "no overlay file system can be mounted here"
    unshare -m --propagation private bash -c '
        umount -R -l /sys/fs/cgroup 2>/dev/null
        mount -t cgroup2 -o nsdelegate cgroup2 /sys/fs/cgroup
        exec systemd-nspawn -q -D "$1" -M "$2" --register=no --keep-unit --private-network \
            --console=read-only --capability=all \
            --system-call-filter="bpf @memlock landlock_create_ruleset landlock_add_rule \
landlock_restrict_self" -b' \
        boot "$WORK/root" "lectern-test-$$" </dev/null >"$WORK/console" 2>&1 &
    BOOTED_NSPAWN=$!
    until_true 30 booted || {
        cat "$WORK/console"
        skip "systemd does not boot in a container here (its console is above)"
    }
    inside ip link set lo up
}

# Finds the booted system's first process among nspawn's children, and asks it whether it is done
# booting.
booted() {
    local child
    for child in $(cat /proc/"$BOOTED_NSPAWN"/task/*/children 2>/dev/null); do
        if [ "$(cat "/proc/$child/comm" 2>/dev/null)" = systemd ]; then BOOTED_LEADER=$child; fi
    done
    [ -n "$BOOTED_LEADER" ] || return 1
    case $(inside systemctl is-system-running 2>/dev/null) in running | degraded) return 0 ;; esac
    return 1
}

# inside COMMAND...: runs in the booted system. beside COMMAND...: this machine's program on that
# system's network.
inside() {
    nsenter -t "$BOOTED_LEADER" -a env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
        LC_ALL=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive "$@" </dev/null
}
beside() { nsenter -t "$BOOTED_LEADER" -n "$@" </dev/null; }

# Shuts the system down and throws it away.
shut_down() {
    if [ -n "$BOOTED_LEADER" ]; then kill -s RTMIN+4 "$BOOTED_LEADER" 2>/dev/null || true; fi
    if [ -n "$BOOTED_NSPAWN" ]; then
        until_true 20 not_running "$BOOTED_NSPAWN" || kill -KILL "$BOOTED_NSPAWN" 2>/dev/null
        wait "$BOOTED_NSPAWN" 2>/dev/null || true
    fi
    if [ -n "$WORK" ]; then
        umount "$WORK/root" 2>/dev/null || umount -l "$WORK/root" 2>/dev/null || true
        rm -rf --one-file-system "$WORK"
    fi
    BOOTED_LEADER='' BOOTED_NSPAWN='' WORK=''
}
not_running() { ! kill -0 "$1" 2>/dev/null; }
