# shellcheck shell=bash
# The state folder, the ports and the passwords.

parts=(epmd postgres rabbitmq dashboard marketing sales insights gateway)
services=(marketing sales insights gateway)

declare -A offset=([gateway]=0 [marketing]=1 [sales]=2 [insights]=3 [postgres]=10 [rabbitmq]=11 [management]=12
    [distribution]=13 [epmd]=14 [dashboard]=20 [otlp-grpc]=21 [otlp-http]=22)

say() { printf '%s\n' "$*"; }
die() {
    printf '%s\n' "$*" >&2
    exit 1
}

is_root() { [[ $EUID == 0 ]]; }

# PostgreSQL does not run as root. Root runs it as the user postgres, who needs access to the state folder.
default_home() {
    if is_root && ! setpriv --reuid=nobody --regid=nogroup --clear-groups test -x "$checkout" 2>/dev/null; then
        say "/var/lib/funnel/$(cksum <<<"$checkout" | cut -d' ' -f1)"
    else
        say "$checkout/.funnel"
    fi
}

as_postgres() { if is_root; then runuser -u postgres -- "$@"; else "$@"; fi; }

use_home() {
    home=$(realpath -m "$1")
    base=${FUNNEL_PORT:-7080}
    cache=$(realpath -m "${FUNNEL_CACHE:-$home}")
    logs=$home/logs
    run=$home/run
    # The path of a UNIX socket has at most 107 characters. Supervisor first binds a longer, temporary name.
    ((${#run} <= 80)) ||
        die "The path of the state folder is too long for a UNIX socket: $home. Set FUNNEL_HOME to a shorter path."
    # A running system keeps its ports, even if FUNNEL_PORT has changed.
    if supervisor_runs; then base=$(<"$run/port"); fi
}

port() { say $((base + offset[$1])); }
url() { say "http://127.0.0.1:$(port "$1")"; }

supervisor_runs() {
    local pid
    pid=$(cat "$run/supervisord.pid" 2>/dev/null) || return 1
    # After a crash, another program may have the same process id.
    grep -qsF "$run/supervisord.conf" "/proc/$pid/cmdline"
}

prepare_home() {
    mkdir -p "$home" "$logs" "$run" "$home/env" "$home/rabbitmq"
    if is_root; then chmod 711 "$home"; else chmod 700 "$home"; fi
    chmod 700 "$home/env" "$run" "$home/rabbitmq"
    local secrets=$home/secrets name
    (
        umask 077
        cat "$secrets" >"$secrets.new" 2>/dev/null || true # the first start has no secrets yet
        for name in postgres rabbitmq marketing sales insights identity signing cli insights-client surveys; do
            grep -q "^$name=" "$secrets.new" || say "$name=$(od -An -tx1 -N16 /dev/urandom | tr -d ' \n')" >>"$secrets.new"
        done
    )
    mv "$secrets.new" "$secrets"
}

secret() { sed -n "s/^$1=//p" "$home/secrets"; }

