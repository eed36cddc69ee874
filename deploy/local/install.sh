# shellcheck shell=bash
# Installs missing programs. If it cannot, it says which programs to install by hand.

aspire_version=13.5.4

install_missing() {
    local missing=()
    compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql)
    [[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ]] || missing+=(rabbitmq-server)
    command -v supervisord >/dev/null || missing+=(supervisor)
    command -v curl >/dev/null || missing+=(curl)
    command -v ss >/dev/null || missing+=(iproute2)
    [[ -x $cache/tools/dashboard-$aspire_version/aspire-managed ]] || command -v npm >/dev/null || missing+=(nodejs npm)
    ((${#missing[@]} == 0)) || install_packages "${missing[@]}"

    [[ $(dotnet --list-sdks 2>/dev/null) =~ (^|$'\n')10\. ]] ||
        die "The .NET SDK 10 is missing. Install it from https://dotnet.microsoft.com/download/dotnet/10.0"
}

install_packages() {
    local as_root=()
    command -v apt-get >/dev/null ||
        die "These programs are missing: $*. Funnel installs them with apt-get only. Install them with your package manager."
    if ! is_root; then
        command -v sudo >/dev/null ||
            die "These programs are missing: $*. Install them as root: apt-get install $*"
        as_root=(sudo)
        [[ -t 0 ]] || as_root+=(-n)
    fi
    say "Installing $* …"
    # Funnel runs its own PostgreSQL and RabbitMQ. The system-wide servers of these packages must not start.
    "${as_root[@]}" sh -eu -c '
        export DEBIAN_FRONTEND=noninteractive
        if [ ! -e /usr/sbin/policy-rc.d ]; then
            trap "rm -f /usr/sbin/policy-rc.d" EXIT
            printf "#!/bin/sh\nexit 101\n" >/usr/sbin/policy-rc.d
            chmod 755 /usr/sbin/policy-rc.d
        fi
        apt-get -q -o DPkg::Lock::Timeout=300 update
        apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"
        for package in "$@"; do
            case $package in
                postgresql | rabbitmq-server | supervisor)
                    if [ -d /run/systemd/system ]; then systemctl disable "$package"; fi ;;
            esac
        done' install "$@" </dev/null >"$logs/install.log" 2>&1 || failed install "The installation of $* failed"
}

# The npm package holds the Aspire command line, which contains the dashboard. This function unpacks the dashboard once.
# Without the command line around it, the dashboard is one process and needs 190 MB less memory.
install_dashboard() {
    local target=$cache/tools/dashboard-$aspire_version work=$cache/tools/new machine=x64 found
    [[ ! -x $target/aspire-managed ]] || return 0
    [[ $(uname -m) != aarch64 ]] || machine=arm64
    rm -rf "$work" && mkdir -p "$work"
    npm install --no-save --prefix "$work" "@microsoft/aspire-cli-linux-$machine@$aspire_version" &&
        HOME=$work ASPIRE_CLI_TELEMETRY_OPTOUT=true "$work/node_modules/@microsoft/aspire-cli-linux-$machine/bin/aspire" \
            setup --non-interactive --nologo &&
        # The target folder depends on how the command line was called.
        found=$(find "$work" -type f -name aspire-managed -print -quit) && [[ -n $found ]] &&
        mv "$(dirname "$found")" "$target" &&
        rm -rf "$work"
} </dev/null >"$logs/dashboard-install.log" 2>&1

# ReadyToRun halves the start of a service. Where its compiler can't be restored the plain build does.
publish() {
    local stamp ready_to_run
    stamp=$(cd "$checkout" && {
        dotnet --version
        find services gateway Funnel.ServiceDefaults deploy/local/publish.proj Directory.*.props global.json \
            \( -name bin -o -name obj \) -prune -o -type f -printf '%p %s %T@\n' | LC_ALL=C sort
    } | cksum)
    mkdir -p "$cache/app"
    if [[ $stamp == "$(cat "$cache/app/stamp" 2>/dev/null)" ]]; then return 0; fi
    rm -f "$cache/app/stamp"
    for ready_to_run in true false; do
        # A build folder of its own: a run must not disturb what an editor or a test has built.
        if dotnet msbuild "$checkout/deploy/local/publish.proj" -t:Publish -m -nologo -v:minimal \
            -p:Configuration=Release -p:UseCurrentRuntimeIdentifier=true -p:SelfContained=false \
            -p:PublishReadyToRun=$ready_to_run -p:ArtifactsPath="$cache/build" -p:AppFolder="$cache/app"; then
            say "$stamp" >"$cache/app/stamp"
            return 0
        fi
    done
    return 1
} </dev/null >"$logs/publish.log" 2>&1 9>&-

assembly() { say "Funnel.${1^}"; }
