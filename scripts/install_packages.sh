#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs the Debian packages of the named sections of scripts/packages.txt that are missing, and
# says which. Nothing missing: a few milliseconds, no root needed, the network is not touched.
#
#   scripts/install_packages.sh [--check | --names] SECTION...
#     --check: only name what is missing; exit 1 if anything is
#     --names: only print all names, one a line
set -eu

list=$(dirname "$0")/packages.txt
check_only=no names_only=no
case ${1:-} in
--check) check_only=yes; shift ;;
--names) names_only=yes; shift ;;
esac
if [ $# -eq 0 ]; then
    sections=$(sed -n 's/^\[\(.*\)\]$/\1/p' "$list" | tr '\n' ' ')
    echo "usage: $0 [--check | --names] SECTION... (sections: $sections)" >&2
    exit 2
fi

# Names of one section, comments taken off.
section() {
    awk -v want="[$1]" '
        { sub(/#.*/, ""); gsub(/[ \t]+$/, "") }
        /^\[/ { inside = ($0 == want); found = found || inside; next }
        inside && $0 != "" { print }
        END { exit !found }' "$list" || { echo "$0: no section [$1] in $list" >&2; exit 2; }
}

if [ $names_only = yes ]; then
    for name in "$@"; do section "$name"; done
    exit 0
fi

# A node from elsewhere (nodesource, nvm) is as good as Debian's, and Debian's npm would conflict
# with it.
have_node() {
    command -v npm >/dev/null 2>&1 || return 1
    major=$(node --version 2>/dev/null | sed -n 's/^v\([0-9]*\)\..*/\1/p')
    [ "${major:-0}" -ge 18 ]
}

wanted=
for name in "$@"; do
    packages=$(section "$name")
    if [ "$name" = webui ] && have_node; then packages=; fi
    wanted="$wanted $packages"
done

if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "not a Debian system: install by hand what scripts/packages.txt lists under: $*" >&2
    exit 0
fi

# shellcheck disable=SC2086  # a list of names, split on purpose
installed=$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' $wanted 2>/dev/null |
    sed -n 's/^ii //p')
missing=
for package in $wanted; do
    echo "$installed" | grep -qxF "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ $check_only = yes ]; then
    echo "missing packages:$missing" >&2
    echo "install them with: $0 $*" >&2
    exit 1
fi

if [ "$(id -u)" -eq 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1; then
    as_root=sudo
else
    echo "missing packages:$missing" >&2
    echo "become root (there is no sudo here) and run: $0 $*" >&2
    exit 1
fi

# shellcheck disable=SC2086
apt() {
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -y -o DPkg::Lock::Timeout=600 "$@" </dev/null
}
# On a throw-away machine nobody needs every unpacked file to be safe against a loss of power.
unsafe_io=
[ -z "${CI:-}" ] || unsafe_io=-oDpkg::Options::=--force-unsafe-io
install() {
    # shellcheck disable=SC2086
    apt --no-install-recommends $unsafe_io -o Dpkg::Options::=--force-confdef \
        -o Dpkg::Options::=--force-confold install $missing
}

echo "installing packages:$missing"
# shellcheck disable=SC2086
if ! apt-get -qq -s install $missing >/dev/null 2>&1; then
    echo "the package lists do not know all of them: apt-get update"
    apt update || echo "apt-get update failed; trying with the lists that are there" >&2
fi
if ! install; then
    echo "trying once more with fresh package lists"
    apt update
    install
fi

# Debian starts a daemon as soon as its package is installed; of coturn only the client tools are
# wanted, and its server would hold our port 3478.
case " $missing " in
*" coturn "*)
    if [ -d /run/systemd/system ]; then
        echo "stopping and disabling the coturn service that its package has just started" \
            "(only its client tools are used)"
        $as_root systemctl disable --now coturn.service || true
    fi
    ;;
esac
