# shellcheck shell=bash
# ./funnel chaos: starts a separate system, kills its parts under load, and checks its data. A running Funnel is not affected.

chaos() {
    local exit_code=0
    home=$(mktemp -d "${TMPDIR:-/tmp}/funnel-chaos.XXXXXX")
    FUNNEL_PORT=$(free_ports)
    # The builds go to the usual cache. The data of the separate system are deleted at the end.
    export FUNNEL_CACHE=$cache
    use_home "$home"
    up --detach
    (umask "$callers_umask" && dotnet build "$checkout/deploy/chaos" --configuration Release --nologo -v quiet) \
        >"$logs/chaos-build.log" 2>&1 ||
        failed chaos-build "The build of deploy/chaos failed"
    trap 'trap "" INT TERM HUP; down; rm -rf "$home"' EXIT
    trap 'exit 130' INT TERM HUP
    dotnet "$checkout/deploy/chaos/bin/Release/net10.0/Funnel.Chaos.dll" --home "$home" --port "$base" "$@" || exit_code=$?
    if ((exit_code != 0)); then
        trap - EXIT
        down
        say "The data of the failed run are kept in $home."
    fi
    exit "$exit_code"
}
