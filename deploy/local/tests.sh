# shellcheck shell=bash
# ./funnel test: builds the solution, starts a PostgreSQL and a RabbitMQ, runs the test projects, and counts the results.

flows= # the process of the flow tests while they run beside the others

run_tests() {
    local name='' project projects=() exit_code=0 line
    if [[ -n ${1:-} && $1 != -* ]]; then
        name=$1
        shift
    fi
    cd "$checkout" || exit
    for project in tests/*"$name"*.Tests/*.csproj; do
        [[ -e $project ]] || continue
        # The build below builds the solution only. A project outside of it would be tested as it was built last.
        grep -qF "$(basename "$project")" Funnel.sln || die "$project is not in Funnel.sln: dotnet sln add $project"
        projects+=("$project")
    done
    ((${#projects[@]} > 0)) || die "No test project's name contains '$name'."

    # The flow tests start several systems, each in its own state folder. They share one build.
    export FUNNEL_CACHE=${FUNNEL_CACHE:-$home/test}
    throwaway=1
    FUNNEL_PORT=$(free_ports)
    use_home "$(mktemp -d "${TMPDIR:-/tmp}/funnel-test.XXXXXX")"
    begin
    # This trap runs only at an early end. Then no test ran, and the last line must say so.
    trap 'trap "" INT TERM HUP; end_flows; down; rm -rf "$home"; say "0 passed, 0 failed"' EXIT
    install_missing
    # The commands of the README use it.
    command -v jq >/dev/null || install_packages jq
    # RabbitMQ starts while the build runs.
    start_supervisor
    # A build server that stays behind would keep the output of a CI run open.
    export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
    step 0 build build build_solution
    start_infra
    while read -r line; do export "${line?}"; done < <(infra_settings)
    FUNNEL_TEST_SLOWNESS=$(slowness)
    export FUNNEL_TEST_SLOWNESS
    say "  slowness     $FUNNEL_TEST_SLOWNESS   tests wait this many times longer than on a usual machine"
    # The systems that the tests start choose their own ports.
    unset FUNNEL_PORT
    umask "$callers_umask"
    exec 9>&-

    local reports
    reports=$checkout/TestResults
    rm -rf "$reports" && mkdir "$reports"
    # Exit code 8: the filter matches no test of a project.
    (($# == 0)) || set -- "$@" --ignore-exit-code 8
    # The flow tests wait for systems that start and recover most of the time. They run beside the other projects.
    local lane=()
    for project in "${projects[@]}"; do
        if [[ $project == *Funnel.Flows.Tests.csproj && ${#projects[@]} -gt 1 ]]; then
            # In a process group of its own, which end_flows can end. Without one, Ctrl-C would not reach the tests.
            set -m
            run_project "$project" "$reports" "$@" >"$logs/flows.log" 2>&1 &
            flows=$!
            set +m
        else
            lane+=("$project")
        fi
    done
    for project in "${lane[@]}"; do run_project "$project" "$reports" "$@" || exit_code=1; done
    if [[ -n $flows ]]; then
        say 'Waiting for the flow tests …'
        wait "$flows" || exit_code=1
        flows=
        cat "$logs/flows.log"
    fi
    trap - EXIT
    down
    rm -rf "$home"
    count "$reports" || exit_code=1
    exit "$exit_code"
}

# Ends the flow tests at an early end of the run, and waits until they have stopped their systems.
end_flows() {
    [[ -n $flows ]] || return 0
    kill -INT -- "-$flows" || return 0 # they have ended
    wait "$flows" || say 'The flow tests were ended before all of them had run.'
}

# Runs the tests of one project. Fails if a test fails or if the project writes no report.
run_project() {
    local project=$1 reports=$2 report exit_code=0
    shift 2
    report=$(basename "$project" .csproj).trx
    dotnet test --project "$project" --no-build --no-ansi --no-progress --results-directory "$reports" \
        --report-xunit-trx --report-xunit-trx-filename "$report" "$@" </dev/null || exit_code=$?
    [[ -e $reports/$report ]] || {
        say "$project wrote no report."
        exit_code=1
    }
    return "$exit_code"
}

build_solution() { (umask "$callers_umask" && with_compiler dotnet build Funnel.sln --nologo -v quiet); } </dev/null >"$logs/build.log" 2>&1

# How many times slower than a usual machine this machine is: the time of a query that runs once on each core. At least 1.
slowness() {
    local usual=600 start=$EPOCHREALTIME workers=() number taken
    for ((number = 0; number < $(nproc); number++)); do
        sql postgres <<<'select sum(hashint8extended(n, 0)) from generate_series(1, 2000000) n' >"$logs/slowness.log" 2>&1 &
        workers+=($!)
    done
    wait "${workers[@]}"
    taken=$(((${EPOCHREALTIME/./} - ${start/./}) / 1000))
    ((taken > usual)) || taken=$usual
    say "$((taken / usual)).$((taken % usual * 10 / usual))"
}

# The first of 25 free ports, below the ports that the kernel uses for outgoing connections.
free_ports() {
    local first name taken
    while true; do
        first=$((20000 + RANDOM % 400 * 25))
        taken=$(ss -ltnH | awk -v first=$first '{ sub(".*:", "", $4); if ($4 >= first && $4 < first + 25) print $4 }')
        [[ -n $taken ]] || break
    done
    say $first
}

# Prints the names of the failed tests at the end of the output. The last line is: N passed, N failed. Fails if a test failed
# or if no test ran.
count() {
    local total=0 executed=0 passed=0 counters
    while read -r counters; do
        [[ $counters =~ total=\"([0-9]+)\" ]] && total=$((total + BASH_REMATCH[1]))
        [[ $counters =~ executed=\"([0-9]+)\" ]] && executed=$((executed + BASH_REMATCH[1]))
        [[ $counters =~ passed=\"([0-9]+)\" ]] && passed=$((passed + BASH_REMATCH[1]))
    done < <(grep -rho --include='*.trx' '<Counters [^>]*>' "$1")
    grep -rhoE --include='*.trx' '<UnitTestResult testName="[^"]*" outcome="Failed"' "$1" |
        sed -E 's/.*testName="([^"]*)".*/failed: \1/; s/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
    ((total == executed)) || say "$((total - executed)) skipped"
    say "$passed passed, $((executed - passed)) failed"
    ((passed > 0 && passed == executed))
}
