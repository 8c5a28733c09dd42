# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Runs a command on the sources in another release of Debian: in a throw-away copy of the tree, in a
# throw-away copy of a base root. Sourced after lib.sh, not run.

# in_root RELEASE "SECTION..." COMMAND...: runs COMMAND in the copied tree. The root has make, the
# packages of these sections of scripts/packages.txt, this machine's network and its certificate
# authorities. The compiler cache is kept beside the base roots. What the command leaves in
# build/packages and build/test-logs of the copy is in build/RELEASE of this tree afterwards. Ends
# the script with SKIPPED where no such root can be made.
in_root() {
    local release=$1 sections=$2 base place status names
    shift 2
    # shellcheck disable=SC2086  # a list of sections
    mapfile -t names < <("${top:?}/scripts/install_packages.sh" --names $sections)
    base=$(base_root "$release" make "${names[@]}") || skip_without_base "$release"
    place=$(mktemp -d "${TMPDIR:-/tmp}/lectern-root.XXXXXX")
    mkdir -p "$place"/{upper,work,root} "$CACHE/ccache-$release"
    mkdir -p "$top/build/$release"/{packages,test-logs}
    unshare --mount --pid --fork --kill-child --propagation private \
        bash -c "$(declare -f enter_root); enter_root \"\$@\"" in_root \
        "$base" "$place" "$CACHE/ccache-$release" "$top/build/$release" "$top" "$@" </dev/null
    status=$?
    rm -rf --one-file-system "$place"
    [ $status -ne 77 ] || skip "no overlay file system can be mounted here"
    return $status
}

# Runs in mount and process namespaces of its own, which take mounts and processes with them.
enter_root() {
    local base=$1 place=$2 ccache=$3 results=$4 top=$5 root=$2/root folder folders
    shift 5
    set -e
    folders=lowerdir=$base,upperdir=$place/upper,workdir=$place/work
    mount -t overlay overlay -o "$folders" "$root" || exit 77
    "$top/scripts/stage.sh" "$root/lectern"
    mkdir -p "$root"/lectern/build/{packages,test-logs} "$root/ccache" "$root/etc/ssl/certs"
    mount -t proc proc "$root/proc"
    mount --rbind /sys "$root/sys"
    mount --rbind /dev "$root/dev"
    mount -t tmpfs tmpfs "$root/run"
    mount --bind "$ccache" "$root/ccache"
    for folder in packages test-logs; do
        mount --bind "$results/$folder" "$root/lectern/build/$folder"
    done
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
    if [ -r /etc/ssl/certs/ca-certificates.crt ]; then
        cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
    fi
    exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
        CI=true CCACHE_DIR=/ccache NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt \
        sh -c 'cd /lectern && exec "$@"' sh "$@"
}
