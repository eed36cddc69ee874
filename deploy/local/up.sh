# shellcheck shell=bash
# Starting, stopping and looking at the whole.

# Every process of ours carries this, so that what a crash left behind is found by it and nothing else is.
mark() { say "FUNNEL_RUNS_IN=$home"; }
leftovers() { grep -lszxF "$(mark)" /proc/[0-9]*/environ | cut -d/ -f3; }

# step <seconds allowed> <log> <label> <command>: one line a part, with the time it took.
step() {
    local limit=$1 log=$2 label=$3 start=$EPOCHREALTIME
    shift 3
    [[ ! -t 1 ]] || printf '  %-12s …' "$label"
    until "$@"; do
        ((limit > 0 && ${EPOCHREALTIME%.*} - ${start%.*} < limit)) || failed "$log" "$label did not succeed"
        sleep 0.2
    done
    [[ ! -t 1 ]] || printf '\r'
    printf '  %-12s %5s s\n' "$label" "$(seconds_since "$start")"
}

seconds_since() {
    local tenths=$(((${EPOCHREALTIME/./} - ${1/./}) / 100000))
    say "$((tenths / 10)).$((tenths % 10))"
}

failed() {
    printf '\n%s. The end of %s:\n' "$2" "$logs/$1.log" >&2
    tail -n 25 "$logs/$1.log" >&2 || true
    exit 1
}

healthy() { curl -sf -m 30 -o /dev/null "$(url "$1")/health"; }
dashboard_ready() { curl -sf -m 30 -o /dev/null "$(url dashboard)"; }

polls=0
service_ready() {
    if healthy "$1"; then return 0; fi
    # All it needs is there by now, so one that leaves is one that refuses to start.
    if ((++polls % 15 == 0)) && control status "$(full_name "$1")" | grep -qE 'BACKOFF|EXITED|FATAL'; then
        failed "$1" "$1 does not start"
    fi
    return 1
}

# A limit only ends a wait for what hangs. It is long, because a slow machine takes many times what is usual.
longest_wait=600
wait_for() {
    case $1 in
        epmd) step $longest_wait epmd "$1" listens "$(port epmd)" ;;
        postgres) step $longest_wait postgres "$1" postgres_ready ;;
        rabbitmq) step $longest_wait rabbitmq "$1" rabbitmq_ready ;;
        dashboard) step $longest_wait dashboard "$1" dashboard_ready ;;
        *) step $longest_wait "$1" "$1" service_ready "$1" ;;
    esac
}

# One at a time in one state folder. The lock goes with this process; its children don't get it.
begin() {
    prepare_home
    exec 9>"$run/lock"
    flock -n 9 || die "Another ./funnel is just starting in $home."
    trap 'trap "" INT TERM HUP; down' EXIT
    trap 'exit 130' INT TERM HUP
}

start_supervisor() {
    if supervisor_runs; then return 0; fi
    stop_leftovers
    check_ports
    step 0 initdb database create_postgres
    configure_rabbitmq
    configure_services
    configure_supervisor
    say "$base" >"$run/port"
    if [[ -n ${throwaway:-} ]]; then
        # Goes down with this script even where its trap can't run, by kill -9.
        setpriv --pdeathsig TERM supervisord -n -c "$run/supervisord.conf" </dev/null >/dev/null 2>&1 9>&- &
    else
        supervisord -c "$run/supervisord.conf" 9>&-
    fi
}

up() {
    case ${1:-} in '' | --detach) ;; *) die "up takes --detach only, not '$1'." ;; esac
    if supervisor_runs && control status app:gateway >/dev/null; then
        say "Funnel already runs."
        where
        return
    fi
    begin
    install_missing
    publish_once
    local started=(marketing sales insights gateway)
    if install_dashboard; then
        started=(dashboard "${started[@]}")
    else
        say "The dashboard could not be installed ($logs/dashboard-install.log says why); the rest starts without it."
    fi
    start_everything "${started[@]}"
    exec 9>&-
    where
    if [[ ${1:-} == --detach ]]; then
        trap - EXIT
        return
    fi
    say "Ctrl-C stops it."
    trap 'exit 0' INT TERM HUP
    while supervisor_runs; do
        sleep 1 &
        wait $!
    done
    say "Funnel was stopped."
}

# start_everything <part ...>: PostgreSQL and RabbitMQ, and once those are there the parts.
start_everything() {
    local name
    start_supervisor
    wait_for postgres
    step 0 databases databases create_databases
    step 0 migrations migrations migrate
    [[ ! -e $home/restored ]] || step 0 restored "tell again" tell_again
    wait_for rabbitmq
    configure_started "$@"
    control update >"$logs/update.log" 2>&1 || failed update "supervisor did not take the services"
    for name in "$@"; do wait_for "$name"; done
}

publish_once() {
    mkdir -p "$cache"
    (
        flock 8
        step 0 publish build publish
    ) 8>"$cache/lock"
}

migrate() {
    local name
    declare -A job
    for name in "${services[@]}"; do
        cd "$home/app/$name" && exec "$checkout/deploy/local/with-env" "$home/env/$name" dotnet "$(service_command "$name")" migrate \
            </dev/null >"$logs/migrate-$name.log" 2>&1 9>&- &
        job[$name]=$!
    done
    for name in "${!job[@]}"; do
        wait "${job[$name]}" || failed "migrate-$name" "The migrations of $name did not succeed"
    done
    take_password "$logs/migrate-gateway.log"
}

# The administrator's one-time password is shown once, and kept in no log.
password=''
take_password() {
    password=$(sed -n 's/^Sign in as admin with the one-time password //p' "$1")
    sed -i '/one-time password/d' "$1"
}

administrator() {
    supervisor_runs || die "Funnel is not running: ./funnel up starts it."
    (
        umask 077
        cd "$home/app/gateway" && exec "$checkout/deploy/local/with-env" "$home/env/gateway" dotnet "$(service_command gateway)" administrator
    ) </dev/null >"$logs/administrator.log" 2>&1 || failed administrator "There is no new password"
    take_password "$logs/administrator.log"
    say "Sign in at $(url gateway)/docs as admin with the one-time password $password"
}

where() {
    cat <<WHERE

  gateway      $(url gateway)   its API: $(url gateway)/docs
  dashboard    $(url dashboard)   traces, logs, metrics
  RabbitMQ     $(url management)   user funnel
  PostgreSQL   postgresql://funnel@127.0.0.1:$(port postgres)/postgres   databases marketing, sales, insights, identity
  passwords    $home/secrets
  logs         $logs
  access token ./funnel token   for the header "Authorization: Bearer …"; good for 15 minutes
  sign in      $(url gateway)/docs   as admin; ./funnel administrator makes a password for once, if it is lost
WHERE
    if [[ -n $password ]]; then
        say "               the password, for once, shown here and never again: $password"
    fi
}

down() {
    local start=$EPOCHREALTIME pid
    if supervisor_runs; then
        pid=$(<"$run/supervisord.pid")
        say "Stopping …"
        kill -TERM "$pid"
        while [[ -e /proc/$pid ]]; do sleep 0.2; done
        say "Stopped in $(seconds_since "$start") s."
    fi
    stop_leftovers
}

stop_leftovers() {
    local tries pids
    for ((tries = 0; tries < 600; tries++)); do
        mapfile -t pids < <(leftovers)
        ((${#pids[@]} > 0)) || return 0
        if ((tries == 0)); then
            say "Stopping what an earlier run left behind."
            kill -TERM "${pids[@]}" || true # one that has just ended by itself is fine
        fi
        sleep 0.2
    done
    kill -KILL "${pids[@]}"
    sleep 1
}

status() {
    supervisor_runs || {
        say "Funnel is not running."
        exit 3
    }
    # Its exit code says that some part does not run, which its text says better.
    control status | sed 's/^app:\([a-z]*\)/\1    /' || true
    where
}

known() {
    [[ " ${parts[*]} " == *" $1 "* ]] || die "There is no part '$1'; the parts are: ${parts[*]}."
}

restart() {
    known "${1:-}"
    supervisor_runs || die "Funnel is not running."
    control restart "$(full_name "$1")" >"$logs/restart.log" 2>&1 || failed restart "$1 does not restart"
    wait_for "$1"
}

logs() {
    local follow=()
    if [[ ${1:-} == -f ]]; then
        follow=(-F)
        shift
    fi
    if [[ -n ${1:-} ]]; then
        known "$1"
        exec tail -n 100 "${follow[@]}" "$logs/$1.log"
    fi
    exec tail -n 20 "${follow[@]}" "$logs"/*.log
}

infra() {
    case ${1:-} in
        up)
            begin
            install_missing
            start_infra
            trap - EXIT
            infra_settings
            ;;
        down) down ;;
        *) die "infra up or infra down." ;;
    esac
}

start_infra() {
    start_supervisor
    wait_for postgres
    step 0 databases databases create_databases
    wait_for rabbitmq
}

# An access token of this installation's command line, for all permissions or those that are named.
token() {
    local answer
    answer=$(printf 'grant_type=client_credentials&client_id=cli&client_secret=%s&scope=%s' "$(secret cli)" "$(IFS=+ && say "$*")" |
        curl -sS -m 120 --retry 5 --data-binary @- "$(url gateway)/connect/token") || die "The gateway does not answer: ./funnel up starts it."
    [[ $answer =~ \"access_token\":\ *\"([^\"]+)\" ]] || die "No token: $answer"
    say "${BASH_REMATCH[1]}"
}

# What the tests read.
infra_settings() {
    local user
    user="funnel:$(secret rabbitmq)@127.0.0.1"
    say "ConnectionStrings__postgres=$(database funnel "$(secret postgres)" postgres)"
    say "ConnectionStrings__messaging=amqp://$user:$(port rabbitmq)"
    say "FUNNEL_TEST_RABBITMQ_MANAGEMENT=http://$user:$(port management)"
}
