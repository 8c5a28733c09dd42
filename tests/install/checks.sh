# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Checks of tests/install/run.sh, one function a check. They speak to the booted system with this
# machine's curl, openssl and turnutils on that system's network. This file is sourced, not run.

EMAIL=first@example.org PASSWORD='correct horse battery'

get() { beside curl -sS --insecure --max-time 5 "$@"; }
main_pid() { inside systemctl show lectern -p MainPID --value; }

# make_next_version DEB FOLDER OUTPUT: the same package with a higher version and a changed default
# configuration.
make_next_version() {
    dpkg-deb -R "$1" "$2" &&
        sed -i 's/^Version: .*/&+next/' "$2/DEBIAN/control" &&
        echo '# the next version has this line more' >>"$2/etc/lectern/lectern.toml" &&
        (cd "$2" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' | sort -z |
            xargs -0 md5sum >DEBIAN/md5sums) &&
        dpkg-deb --root-owner-group -Zgzip -z1 -b "$2" "$3" >/dev/null
}

install_fresh() {
    inside apt-get install -y --no-install-recommends /root/lectern.deb >"$WORK/installation" 2>&1
    local status=$?
    cat "$WORK/installation"
    return $status
}

# The unit is sound, the timer is off, and lecternctl would turn it on.
renewals_wait() {
    inside systemd-analyze verify --man=no lectern-acme.service lectern-acme.timer || return 1
    [ "$(inside systemctl is-enabled lectern-acme.timer)" = disabled ] || return 1
    inside lecternctl tls renew >"$WORK/renewal" 2>&1 && return 1
    grep "Nothing was asked for here" "$WORK/renewal" &&
        inside systemctl start lectern-acme.service &&
        inside lecternctl tls status
}

owners_and_modes() {
    local found
    found=$(inside stat -c '%U:%G %a %n' /etc/lectern /etc/lectern/lectern.toml /var/lib/lectern \
        /usr/sbin/lecternd /usr/bin/lecternctl)
    echo "$found"
    [ "$found" = "root:lectern 750 /etc/lectern
root:lectern 640 /etc/lectern/lectern.toml
lectern:lectern 700 /var/lib/lectern
root:root 755 /usr/sbin/lecternd
root:root 755 /usr/bin/lecternctl" ] || return 1
    # of the state only the certificate, which is public, may be open to others (who cannot enter
    # the folder anyway)
    found=$(inside find /var/lib/lectern -perm /077 -type f ! -name self-signed.pem)
    echo "open to others: $found"
    [ -z "$found" ]
}

unprivileged() {
    local status
    status=$(inside cat "/proc/$(main_pid)/status") || return 1
    echo "$status" | grep -E '^(Uid|Cap|NoNewPrivs|Seccomp)'
    echo "$status" | grep -q '^CapEff:.*0000000000000400$' &&
        echo "$status" | grep -q '^CapBnd:.*0000000000000400$' &&
        echo "$status" | grep -Eq '^NoNewPrivs:[[:space:]]*1$' &&
        echo "$status" | grep -Eq '^Seccomp:[[:space:]]*2$' &&
        ! echo "$status" | grep -Eq '^Uid:[[:space:]]*0'
}

healthy() { get --fail https://127.0.0.1/health | grep -q '"status" *: *"ok"'; }
redirects() {
    get -o /dev/null -w '%{http_code} %{redirect_url}\n' http://127.0.0.1/ | tee /dev/stderr |
        grep -Eq '^30[1278] https://'
}

serves_web_ui() {
    local page script
    page=$(get --fail https://127.0.0.1/) || return 1
    script=$(echo "$page" | grep -oE '(src|href)="/?assets/[^"]+\.js"' | head -n 1 |
        sed 's/.*="\/*//; s/"$//')
    [ -n "$script" ] && get --fail -o /dev/null "https://127.0.0.1/$script"
}

binding() {
    beside turnutils_stunclient -p 3478 127.0.0.1 | tee /dev/stderr | grep -q 'UDP reflexive addr'
}

# A Binding request as the first bytes after the handshake; a success response (01 01) comes back.
turn_on_443() {
    printf '\000\001\000\000\041\022\244\102lectern-test' |
        nsenter -t "$BOOTED_LEADER" -n timeout 3 openssl s_client -quiet -connect 127.0.0.1:443 \
            2>/dev/null |
        head -c 20 | od -An -tx1 | tr -d '\n' | tee /dev/stderr | grep -q '^ 01 01 .* 21 12 a4 42'
}

link_printed() {
    inside lecternctl link | tee "$WORK/link" | grep -Eq 'https?://[^ ]+'
    cat "$WORK/link"
    grep -q invitation= "$WORK/link"
}

post() { get --fail-with-body -H 'Content-Type: application/json' -d "$2" "https://127.0.0.1$1"; }

make_admin() {
    local invitation body
    invitation=$(grep -oE 'invitation=[A-Za-z0-9_.~-]+' "$WORK/link" | head -n 1 | cut -d= -f2)
    body="{\"email\":\"$EMAIL\",\"name\":\"First\",\"password\":\"$PASSWORD\","
    post /api/auth/register "$body\"invitation\":\"$invitation\"}" |
        tee /dev/stderr | grep -q '"role" *: *"admin"'
}

sign_in() {
    until_true 10 healthy &&
        post /api/auth/login "{\"email\":\"$EMAIL\",\"password\":\"$PASSWORD\"}" |
            grep -q '"access"'
}

# Browsers use older names of time zones, whose zone files not every release's tzdata has.
older_zone_name() {
    local token
    token=$(post /api/auth/login "{\"email\":\"$EMAIL\",\"password\":\"$PASSWORD\"}" |
        sed -n 's/.*"access" *: *"\([^"]*\)".*/\1/p')
    get --fail-with-body -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
        -d '{"title":"Lesson","timezone":"Asia/Calcutta"}' https://127.0.0.1/api/meeting/create/ |
        tee /dev/stderr | grep -q '"timezone" *: *"Asia/Calcutta"'
}

# edit_key NAME VALUE: sets the first key of that name in the configuration, commented out or not.
edit_key() { inside sed -Ei "0,/^#? *$1 = /s/^#? *$1 = .*/$1 = \"$2\"/" /etc/lectern/lectern.toml; }

reload_keeps_process() {
    local before
    before=$(main_pid)
    edit_key level debug
    inside systemctl reload lectern && [ "$(main_pid)" = "$before" ] && healthy
}

wrong_reload() {
    local before
    before=$(main_pid)
    inside sed -i 's/^level = /levle = /' /etc/lectern/lectern.toml
    inside lecternd --check-config --config /etc/lectern/lectern.toml && return 1
    inside systemctl reload lectern
    healthy && [ "$(main_pid)" = "$before" ] || return 1
    inside sed -i 's/^levle = /level = /' /etc/lectern/lectern.toml
    inside lecternd --check-config --config /etc/lectern/lectern.toml
}

another_pid() {
    local now
    now=$(main_pid)
    [ "$now" != 0 ] && [ "$now" != "$1" ]
}

killed_and_back() {
    local before
    before=$(main_pid)
    inside kill -KILL "$before"
    until_true 15 another_pid "$before" && until_true 15 healthy
}

stops_cleanly() {
    inside systemctl stop lectern || return 1
    local result
    result=$(inside systemctl show lectern -p Result,ExecMainStatus,ActiveState)
    echo "$result"
    echo "$result" | grep -qx 'Result=success' && echo "$result" | grep -qx 'ExecMainStatus=0' &&
        echo "$result" | grep -qx 'ActiveState=inactive'
}

starts_again() {
    inside systemctl reset-failed lectern
    inside systemctl start lectern && until_true 10 healthy
}

upgrade_keeps_configuration() {
    local before
    before=$(main_pid)
    edit_key name 'Edited School'
    # DPkg's own question about the configuration is answered as unattended-upgrades does: keep
    inside apt-get install -y --no-install-recommends -o Dpkg::Options::=--force-confold \
        /root/lectern-next.deb || return 1
    inside grep -q '^name = "Edited School"' /etc/lectern/lectern.toml || return 1
    [ "$(inside stat -c '%U:%G %a' /etc/lectern/lectern.toml)" = "root:lectern 640" ] || return 1
    until_true 15 another_pid "$before" && inside dpkg -s lectern | grep -q '+next$'
}

# A system call that the sandbox refuses shows as EPERM in the daemon's own words, a crash as a
# core. The refused configuration and the killing were asked for above.
quiet_log() {
    ! {
        inside journalctl -u lectern --no-pager -o cat -p err
        inside journalctl -u lectern --no-pager -o cat |
            grep -E 'Operation not permitted|status=[0-9]+/|dumped core'
    } | grep -vE 'status=9/KILL|reload_refused' | grep .
}

removed() {
    inside apt-get remove -y lectern || return 1
    ! inside systemctl is-active lectern && inside test -e /etc/lectern/lectern.toml &&
        inside test -d /var/lib/lectern &&
        inside test ! -e /usr/sbin/lecternd
}

purged() {
    inside apt-get purge -y lectern || return 1
    local left
    left=$(inside find /etc /var /usr /run /lib/systemd -xdev \
        \( -name '*lectern*' -o -name 'lecternd*' \) \
        ! -path '/usr/share/doc/*' ! -path '/var/log/journal/*' \
        ! -path '/var/lib/dpkg/*' ! -path '/var/cache/*')
    echo "$left"
    [ -z "$left" ]
}

install_again() {
    inside systemctl reset-failed
    inside apt-get install -y --no-install-recommends /root/lectern.deb && until_true 10 healthy
}
