# shellcheck shell=bash
# Installs missing programs. If it cannot, it says which programs to install by hand.

aspire_version=13.6.5

install_missing() {
    local missing=()
    compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql)
    [[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ]] || missing+=(rabbitmq-server)
    command -v supervisord >/dev/null || missing+=(supervisor)
    command -v curl >/dev/null || missing+=(curl)
    command -v ss >/dev/null || missing+=(iproute2)
    ((${#missing[@]} == 0)) || install_packages "${missing[@]}"

    create_user
    [[ $(dotnet --list-sdks 2>/dev/null) =~ (^|$'\n')10\. ]] ||
        die "The .NET SDK 10 is missing. Install it from https://dotnet.microsoft.com/download/dotnet/10.0"
}

# The services run as this user if root starts them. Nobody can sign in as this user, and it owns no file outside of state folders.
create_user() {
    if is_root && ! id funnel >/dev/null 2>&1; then
        useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin funnel
    fi
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
        umask 022
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

# The dashboard is a program in a NuGet package of Aspire. This function restores the package once. The empty settings files keep
# the settings of the checkout away from it, because the folder may be inside the checkout.
install_dashboard() (
    umask "$callers_umask"
    local target=$cache/tools/dashboard-$aspire_version work=$cache/tools/new package=Aspire.Dashboard.Sdk.linux-x64 name
    [[ ! -x $target/Aspire.Dashboard ]] || return 0
    [[ $(uname -m) != aarch64 ]] || package=Aspire.Dashboard.Sdk.linux-arm64
    rm -rf "$work" && mkdir -p "$work" || return 1
    for name in Directory.Build.props Directory.Build.targets Directory.Packages.props; do say '<Project />' >"$work/$name"; done
    cat >"$work/dashboard.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageDownload Include="$package" Version="[$aspire_version]" /></ItemGroup>
</Project>
PROJECT
    dotnet restore "$work/dashboard.csproj" --packages "$work/packages" &&
        chmod -R u=rwX,go=rX "$work/packages" && rm -rf "$target" &&
        mv "$work/packages/${package,,}/$aspire_version/tools" "$target" &&
        rm -rf "$work"
) </dev/null >"$logs/dashboard-install.log" 2>&1

# The name of a build is a checksum of the contents of its sources. So checkouts can share a cache: checkouts with equal
# sources share a build, and other checkouts never run it. The link $home/app leads to the build of this state folder.
publish() (
    umask "$callers_umask"
    local target
    while target=$cache/apps/$(app_stamp) && [[ ! -d $target ]]; do build_app "$target" || return 1; done
    touch "$target" && realpath "$home" >>"$target/homes" || return 1
    # Older versions had the build itself at this place.
    [[ -L $home/app ]] || rm -rf "$home/app"
    ln -sfn "$target" "$home/app" && remove_old_apps
) </dev/null >"$logs/publish.log" 2>&1 9>&-

# A checksum of the contents and the relative paths of all sources of the build.
app_stamp() {
    (
        cd "$checkout" && {
            dotnet --version
            find services gateway Funnel.ServiceDefaults deploy/local/publish.proj Directory.*.props global.json \
                \( -name bin -o -name obj -o -name README.md \) -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
        } | sha256sum | cut -c1-16
    )
}

# The folder for the output of the compiler. Each checkout has its own, because the compiler compares times, which are not
# comparable between checkouts. It is not in the checkout, because the build must not disturb an editor or a test.
build_folder() { say "$cache/build/$(cksum <<<"$checkout" | cut -d' ' -f1)"; }

# with_compiler <build>: runs a build with a compiler server of its own, which halves the time. It stops the server afterwards,
# because a server that stays behind would keep locks and the output of a CI run open.
with_compiler() {
    local id=funnel-$BASHPID code=0 server
    "$@" -p:UseSharedCompilation=true -p:SharedCompilationId="$id" || code=$?
    for server in $(grep -lszF -- "-pipename:$id" /proc/[0-9]*/cmdline | cut -d/ -f3); do
        kill -KILL "$server" 2>/dev/null || true # grep finds itself too
    done
    return $code
}

# ReadyToRun halves the start of a service. Where its compiler can't be restored the plain build does.
build_app() {
    local ready_to_run
    for ready_to_run in true false; do
        rm -rf "$1.new"
        if with_compiler dotnet msbuild "$checkout/deploy/local/publish.proj" -t:Publish -m -nologo -v:minimal \
            -p:Configuration=Release -p:UseCurrentRuntimeIdentifier=true -p:SelfContained=false \
            -p:PublishReadyToRun=$ready_to_run -p:ArtifactsPath="$(build_folder)" -p:AppFolder="$1.new"; then
            # A build contains no secret. Each user may read it, and only its owner may change it.
            chmod -R u=rwX,go=rX "$1.new"
            # If a source has changed during the build, the name is wrong. Then publish builds again.
            [[ ${1##*/} != "$(app_stamp)" ]] || mv "$1.new" "$1"
            return
        fi
    done
    return 1
}

# Removes old builds. It keeps the three builds that were used last, and the builds that a state folder runs.
remove_old_apps() {
    local app kept=0
    while read -r app; do
        if ((kept < 3)); then
            kept=$((kept + 1))
        elif ! is_run "$app"; then
            rm -rf "$app"
        fi
    done < <(find "$cache/apps" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %p\n' | sort -rn | cut -d' ' -f2-)
}

is_run() {
    local user
    while read -r user; do
        if [[ $(readlink "$user/app") == "$1" ]]; then return 0; fi
    done < <(sort -u "$1/homes" 2>/dev/null)
    return 1
}

assembly() { say "Funnel.${1^}"; }
