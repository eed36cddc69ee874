# shellcheck shell=bash
# Starts, stops and shows the system.

# Each process of this system has this variable in its environment. It identifies the processes that a crash left behind.
mark() { say "FUNNEL_RUNS_IN=$home"; }
leftovers() { grep -lszxF "$(mark)" /proc/[0-9]*/environ | cut -d/ -f3; }

# step <seconds allowed> <log> <label> <command>: repeats the command until it succeeds, and prints one line with the time.
# 0 seconds means: try once.
step() {
    local limit=$1 log=$2 label=$3 start=$EPOCHREALTIME
    shift 3
    [[ -z ${has_lock:-} ]] || lock_holder "$label"
    [[ ! -t 1 ]] || printf '  %-12s …' "$label"
    until "$@"; do
        ((limit > 0 && ${EPOCHREALTIME%.*} - ${start%.*} < limit)) || failed "$log" "The step '$label' failed"
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
    # Its database and its broker are ready. So if the service exits now, it has refused to start.
    if ((++polls % 15 == 0)) && control status "$(full_name "$1")" | grep -qE 'BACKOFF|EXITED|FATAL'; then
        failed "$1" "The service $1 does not start"
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

# begin [wait]: takes the lock of the state folder, because only one ./funnel may change a system at a time.
# Without "wait" it fails if another ./funnel holds the lock. The lock ends with this process; its children close it.
begin() {
    local busy
    prepare_home
    exec 9>>"$run/lock"
    if ! flock -n 9; then
        busy="is changing the system in $home. Its current step is"
        [[ ${1:-} == wait ]] || die "Another command, $(holder), $busy '$(holder_step)'. Try again when it has finished."
        say "Another command, $(holder), $busy '$(holder_step)'. Waiting until it has finished. Ctrl-C stops the waiting."
        until flock -w 30 9; do say "Still waiting for $(holder). Its current step is '$(holder_step)'."; done
    fi
    has_lock=1
    lock_holder start
    trap 'trap "" INT TERM HUP; down' EXIT
    trap 'exit 130' INT TERM HUP
}

has_lock=
release_lock() {
    has_lock=
    exec 9>&-
}

# The file "holder" says which command holds the lock, and its current step.
lock_holder() { printf '%s\n' "./funnel ${command:-} (process $$)" "$1" >"$run/holder"; }
holder() { sed -n 1p "$run/holder" 2>/dev/null || true; }
holder_step() { sed -n 2p "$run/holder" 2>/dev/null || true; }

start_supervisor() {
    if supervisor_runs; then return 0; fi
    stop_leftovers
    prepare_folders
    check_ports
    step 0 initdb database create_postgres
    configure_rabbitmq
    configure_services
    configure_supervisor
    say "$base" >"$run/port"
    if [[ -n ${throwaway:-} ]]; then
        # The kernel stops supervisor together with this script, even if the script is killed with SIGKILL.
        setpriv --pdeathsig TERM supervisord -n -c "$run/supervisord.conf" </dev/null >/dev/null 2>&1 9>&- &
    else
        supervisord -c "$run/supervisord.conf" 9>&-
    fi
}

up() {
    case ${1:-} in '' | --detach) ;; *) die "'$1' is not an option of up. Usage: ./funnel up [--detach]" ;; esac
    if already_runs; then return; fi
    begin wait
    # Another ./funnel may have started it while this one waited for the lock.
    if already_runs; then
        release_lock
        trap - EXIT
        return
    fi
    install_missing
    publish_once
    local started=(marketing sales insights gateway)
    if install_dashboard; then
        started=(dashboard "${started[@]}")
    else
        say "The dashboard could not be installed. The other parts start without it. Log: $logs/dashboard-install.log"
    fi
    start_everything "${started[@]}"
    release_lock
    where
    if [[ ${1:-} == --detach ]]; then
        trap - EXIT
        return
    fi
    say "Press Ctrl-C to stop Funnel."
    trap 'exit 0' INT TERM HUP
    while supervisor_runs; do
        sleep 1 &
        wait $!
    done
    say "Funnel was stopped."
}

already_runs() {
    supervisor_runs && control status app:gateway >/dev/null || return 1
    say "Funnel is already running."
    where
}

# start_everything <part ...>: starts PostgreSQL and RabbitMQ, and then the given parts.
start_everything() {
    local name
    check_reach
    start_supervisor
    wait_for postgres
    step 0 databases databases create_databases
    wait_for rabbitmq
    step 120 broker-users "broker users" create_broker_users
    step 0 migrations migrations migrate
    [[ ! -e $home/restored ]] || step 0 restored "replay" replay_journals
    configure_started "$@"
    control update >"$logs/update.log" 2>&1 || failed update "Supervisor did not accept the services"
    for name in "$@"; do wait_for "$name"; done
}

# The services and the dashboard run as another user than root, who must reach their programs.
check_reach() {
    local dotnet name
    dotnet=$(readlink -f "$(command -v dotnet)")
    can_enter gateway "$dotnet" ||
        die "The user funnel, who runs the services, cannot run $dotnet. Install .NET where each user can run it: in /usr/share/dotnet."
    for name in "${services[@]}"; do
        as "$name" test -r "$(service_command "$name")" ||
            die "The user funnel, who runs the services, cannot read $(service_command "$name")," \
                "because that user cannot enter a folder above it. Set FUNNEL_CACHE to another folder, such as /var/cache/funnel."
    done
}

publish_once() {
    passage "$cache" "$cache/apps" "$cache/tools"
    mkdir -p "$cache/build" && chmod 700 "$cache/build"
    (
        flock -n 8 || {
            say "Another ./funnel is building the services in $cache. Waiting until it has finished."
            flock 8
        }
        step 0 publish build publish
    ) 8>"$cache/lock"
}

migrate() {
    local name
    declare -A job
    for name in "${services[@]}"; do
        migration_settings "$name"
        run_service "$name" migrate </dev/null >"$logs/migrate-$name.log" 2>&1 9>&- &
        job[$name]=$!
    done
    for name in "${!job[@]}"; do
        wait "${job[$name]}" || failed "migrate-$name" "The migration of the $name database failed"
    done
    take_password "$logs/migrate-gateway.log"
}

# run_service <service> <command>: runs the program of a service once, as its user. Migrations have more rights in the database and
# in the broker.
run_service() {
    local words environments=("$1")
    [[ $2 != migrate ]] || environments+=("$1-migration" migrations)
    mapfile -t words < <(run_words "${environments[@]}")
    cd "$home/app/$1" && exec "${words[@]}" dotnet "$(service_command "$1")" "$2"
}

# The one-time password of the administrator is printed once, and removed from the log.
password=''
take_password() {
    password=$(sed -n 's/^Sign in as admin with the one-time password //p' "$1")
    sed -i '/one-time password/d' "$1"
}

administrator() {
    supervisor_runs || die "Funnel is not running. Start it first: ./funnel up"
    (run_service gateway administrator) </dev/null >"$logs/administrator.log" 2>&1 ||
        failed administrator "The new password could not be made"
    take_password "$logs/administrator.log"
    say "Sign in at $(url gateway)/docs as admin with the one-time password $password"
}

where() {
    cat <<WHERE

  API          $(url gateway)   documentation: $(url gateway)/docs
  dashboard    $(url dashboard)/login?t=$(secret dashboard)   traces, logs, metrics
  RabbitMQ     $(url management)   user funnel
  PostgreSQL   postgresql://funnel@127.0.0.1:$(port postgres)/postgres   databases marketing, sales, insights, identity
  passwords    $home/secrets
  logs         $logs
  access token ./funnel token   for the header "Authorization: Bearer …"; valid for 15 minutes
  sign in      $(url gateway)/docs   user admin; password lost: ./funnel administrator
WHERE
    if [[ -n $password ]]; then
        say "               one-time password of admin, shown only now: $password"
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
            say "Stopping processes that an earlier run left behind."
            kill -TERM "${pids[@]}" || true # a process may have ended in the meantime
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
    # supervisorctl exits with an error if a part is down. Its text says that already.
    control status | sed 's/^app:\([a-z]*\)/\1    /' || true
    where
}

known() {
    [[ " ${parts[*]} " == *" $1 "* ]] || die "There is no part '$1'. The parts are: ${parts[*]}."
}

restart() {
    known "${1:-}"
    supervisor_runs || die "Funnel is not running. Start it first: ./funnel up"
    control restart "$(full_name "$1")" >"$logs/restart.log" 2>&1 || failed restart "The part $1 does not restart"
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
            begin wait
            install_missing
            start_infra
            trap - EXIT
            infra_settings
            ;;
        down) down ;;
        *) die "Usage: ./funnel infra up|down" ;;
    esac
}

start_infra() {
    start_supervisor
    wait_for postgres
    step 0 databases databases create_databases
    wait_for rabbitmq
}

# Prints an access token of the API client cli, for the given permissions or for all.
token() {
    local answer
    answer=$(printf 'grant_type=client_credentials&client_id=cli&client_secret=%s&scope=%s' "$(secret cli)" "$(IFS=+ && say "$*")" |
        curl -sS -m 120 --retry 5 --data-binary @- "$(url gateway)/connect/token") ||
        die "The gateway does not answer. Is Funnel running? ./funnel status shows it."
    [[ $answer =~ \"access_token\":\ *\"([^\"]+)\" ]] || die "The gateway refused the token: $answer"
    say "${BASH_REMATCH[1]}"
}

# Prints the settings that the tests read.
infra_settings() {
    local user
    user="funnel:$(secret rabbitmq)@127.0.0.1"
    say "ConnectionStrings__postgres=$(database funnel "$(secret postgres)" postgres)"
    say "ConnectionStrings__messaging=amqp://$user:$(port rabbitmq)"
    say "FUNNEL_TEST_RABBITMQ_MANAGEMENT=http://$user:$(port management)"
}
