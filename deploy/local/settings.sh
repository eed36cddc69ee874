# shellcheck shell=bash
# Where things are, on which ports, and with which passwords.

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

# PostgreSQL refuses to run as root and runs as its own user then, who must be able to reach its data.
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
    # A UNIX socket's path ends at 107 characters, and supervisor binds a temporary name of its own first.
    ((${#run} <= 80)) || die "The state folder's path is too long for a socket: set FUNNEL_HOME to a shorter one than $home."
    # What runs already keeps its ports, whatever is set now.
    if supervisor_runs; then base=$(<"$run/port"); fi
}

port() { say $((base + offset[$1])); }
url() { say "http://127.0.0.1:$(port "$1")"; }

supervisor_runs() {
    local pid
    pid=$(cat "$run/supervisord.pid" 2>/dev/null) || return 1
    # After a crash the number may belong to somebody else.
    grep -qsF "$run/supervisord.conf" "/proc/$pid/cmdline"
}

prepare_home() {
    mkdir -p "$home" "$logs" "$run" "$home/env" "$home/rabbitmq"
    if is_root; then chmod 711 "$home"; else chmod 700 "$home"; fi
    chmod 700 "$home/env" "$run" "$home/rabbitmq"
    local secrets=$home/secrets name
    (
        umask 077
        cat "$secrets" >"$secrets.new" 2>/dev/null || true # there are none yet
        for name in postgres rabbitmq marketing sales insights identity signing cli insights-client surveys; do
            grep -q "^$name=" "$secrets.new" || say "$name=$(od -An -tx1 -N16 /dev/urandom | tr -d ' \n')" >>"$secrets.new"
        done
    )
    mv "$secrets.new" "$secrets"
}

secret() { sed -n "s/^$1=//p" "$home/secrets"; }

