# shellcheck shell=bash
# ./funnel chaos: a system of its own, killed part by part under load, and judged. The one that runs is left alone.

chaos() {
    local exit_code=0
    home=$(mktemp -d "${TMPDIR:-/tmp}/funnel-chaos.XXXXXX")
    FUNNEL_PORT=$(free_ports)
    # What was built is worth keeping, what was broken is not.
    export FUNNEL_CACHE=$cache
    use_home "$home"
    up --detach
    dotnet build "$checkout/deploy/chaos" --configuration Release --nologo -v quiet >"$logs/chaos-build.log" 2>&1 || failed chaos-build "The build of chaos did not succeed"
    trap 'trap "" INT TERM HUP; down; rm -rf "$home"' EXIT
    trap 'exit 130' INT TERM HUP
    dotnet "$checkout/deploy/chaos/bin/Release/net10.0/Funnel.Chaos.dll" --home "$home" --port "$base" "$@" || exit_code=$?
    if ((exit_code != 0)); then
        trap - EXIT
        down
        say "What is left of it: $home"
    fi
    exit "$exit_code"
}
