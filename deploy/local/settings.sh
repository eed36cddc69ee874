# shellcheck shell=bash
# The state folder, the ports, the users and the passwords.

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

# If root starts Funnel, each part runs as a user without rights. Only supervisor stays root.
user_of() {
    case $1 in
        epmd | rabbitmq) say rabbitmq ;;
        postgres) say postgres ;;
        *) say funnel ;;
    esac
}

# Prints the words that stand before the command of a part, and make it run as its user.
as_words() {
    local user
    is_root || return 0
    user=$(user_of "$1")
    printf '%s\n' setpriv "--reuid=$user" "--regid=$user" --init-groups --no-new-privs --
    [[ $user != funnel ]] || printf '%s\n' env "HOME=$home/services"
}

# as <part> <command>: runs the command as the user of the part.
as() {
    local words
    mapfile -t words < <(as_words "$1")
    "${words[@]}" "${@:2}"
}

# give <part> <folder>: makes the user of the part the owner of the folder and of all that is in it.
give() { if is_root; then chown -R "$(user_of "$1"):" "$2"; fi; }

# The users of the parts need a way to the state folder.
default_home() {
    if is_root && ! setpriv --reuid=nobody --regid=nogroup --clear-groups test -x "$checkout" 2>/dev/null; then
        say "/var/lib/funnel/$(cksum <<<"$checkout" | cut -d' ' -f1)"
    else
        say "$checkout/.funnel"
    fi
}

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

# Makes a folder through which other users reach their files. They cannot list it, and it contains nothing that they can change.
passage() {
    if is_root; then (umask 066 && mkdir -p "$@"); else mkdir -p "$@"; fi
    check_owner "$1"
}

# In a folder of another user, that user could replace the programs and the passwords.
check_owner() {
    [[ -O $1 || $(stat -c %u "$1") == "$(stat -c %u "$checkout")" ]] ||
        die "The folder $1 belongs to another user, $(stat -c %U "$1"). Choose a folder of your own."
}

prepare_home() {
    local secrets=$home/secrets name
    passage "$home"
    mkdir -p "$logs" "$run" "$home/env"
    # Older versions gave other modes and owners.
    chmod 700 "$logs" "$run" "$home/env"
    [[ ! -d $home/backups ]] || chmod 700 "$home/backups"
    if is_root; then chmod 711 "$home"; else chmod 700 "$home"; fi
    cat "$secrets" >"$secrets.new" 2>/dev/null || true # the first start has no secrets yet
    for name in postgres rabbitmq cookie marketing sales insights identity signing cli insights-client surveys \
        dashboard dashboard-otlp dashboard-api {marketing,sales,insights,identity}-migration \
        broker-topology broker-marketing broker-sales broker-insights; do
        grep -q "^$name=" "$secrets.new" || say "$name=$(od -An -tx1 -N16 /dev/urandom | tr -d ' \n')" >>"$secrets.new"
    done
    mv "$secrets.new" "$secrets"
}

secret() { sed -n "s/^$1=//p" "$home/secrets"; }

# The folders of PostgreSQL and RabbitMQ, which contain the folders of their users.
prepare_passages() {
    mkdir -p "$home/postgres" "$home/rabbitmq"
    if is_root; then
        chown root: "$home/postgres" "$home/rabbitmq"
        chmod 711 "$home/postgres" "$home/rabbitmq"
    else
        chmod 700 "$home/postgres" "$home/rabbitmq"
    fi
}

# The folders in which the parts write belong to their users. An older version ran the parts as root.
prepare_folders() {
    local part folder
    prepare_passages
    declare -A folders=([rabbitmq]=rabbitmq/data [gateway]=services)
    [[ ! -e $home/$data ]] || folders[postgres]=$data
    for part in "${!folders[@]}"; do
        folder=$home/${folders[$part]}
        mkdir -p "$folder" && chmod 700 "$folder"
        [[ $(stat -c %U "$folder") == "$(user_of "$part")" ]] || give "$part" "$folder"
    done
    chmod -R go= "$logs" "$run" "$home/env"
    can_enter postgres "$home/postgres" && can_enter rabbitmq "$home/rabbitmq" && can_enter gateway "$home/services" ||
        die "The users postgres, rabbitmq and funnel cannot reach $home, because they cannot enter a folder above it." \
            "Set FUNNEL_HOME to another folder, such as /var/lib/funnel/main."
}

can_enter() { as "$1" test -x "$2"; }
