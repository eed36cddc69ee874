# shellcheck shell=bash
# ./funnel bench: starts a separate system, measures it, and stops it.

bench() {
    export FUNNEL_CACHE=${FUNNEL_CACHE:-$cache}
    FUNNEL_PORT=$(free_ports)
    use_home "$(mktemp -d "${TMPDIR:-/tmp}/funnel-bench.XXXXXX")"
    begin
    trap 'trap "" INT TERM HUP; down >&2; rm -rf "$home"' EXIT
    install_missing
    {
        step 0 bench-build "bench build" build_bench
        publish_once
        # The dashboard keeps every trace in memory. Its cost is not part of the measured system.
        plain=1
        # The floor opens one connection for each client of the system.
        connections=400
        start_everything marketing sales insights gateway
        # The second start is a usual one: the databases exist and the migrations are done.
        down
        local start=$EPOCHREALTIME
        start_everything marketing sales insights gateway
        BENCH_START=$(seconds_since "$start")
        BENCH_SERVICE_START=$(service_start sales)
    } >&2
    release_lock
    local code=0
    run_bench "$@" || code=$?
    if wants telemetry "$@"; then
        {
            down
            telemetry=1
            install_dashboard || failed dashboard-install "The dashboard could not be installed"
            start_everything dashboard marketing sales insights gateway
        } >&2
        local gate=()
        [[ " $* " != *" --gate "* ]] || gate=(--gate)
        BENCH_EXPORT=1 run_bench telemetry "${gate[@]}" || code=$?
    fi
    exit "$code"
}

run_bench() {
    BENCH_GATEWAY=$(url gateway) BENCH_MARKETING=$(url marketing) BENCH_PG_BIN=$(postgres_bin) FUNNEL_HOME=$home \
        BENCH_POSTGRES=$(database funnel "$(secret postgres)" postgres) FUNNEL_CLIENT_SECRET=$(secret cli) \
        BENCH_BROKER=amqp://funnel:$(secret rabbitmq)@127.0.0.1:$(port rabbitmq) \
        BENCH_START=$BENCH_START BENCH_SERVICE_START=$BENCH_SERVICE_START \
        DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1 DOTNET_gcServer=0 \
        dotnet "$(build_folder)/bench-app/Funnel.Bench.dll" "$@"
}

# wants <part> <argument ...>: whether the arguments choose the part. Without a name they choose all parts.
wants() {
    local part=$1 name named=
    shift
    for name; do
        [[ $name != --* ]] || continue
        named=1
        [[ $part != "$name"* ]] || return 0
    done
    [[ -z $named ]]
}

build_bench() (
    umask "$callers_umask"
    with_compiler dotnet publish "$checkout/deploy/bench/Funnel.Bench.csproj" --nologo -v quiet -c Release -o "$(build_folder)/bench-app" \
        --artifacts-path "$(build_folder)"
) </dev/null >"$logs/bench-build.log" 2>&1 9>&-

# Prints the seconds from the start of a service's process until the service is healthy.
service_start() {
    local healthy_at started
    control stop "app:$1" >/dev/null
    control start "app:$1" >/dev/null &
    until healthy "$1"; do sleep 0.02; done
    healthy_at=$(cut -d' ' -f1 /proc/uptime)
    wait
    started=$(cut -d' ' -f22 "/proc/$(control pid "app:$1")/stat")
    awk "BEGIN { printf \"%.2f\", $healthy_at - $started / $(getconf CLK_TCK) }"
}
