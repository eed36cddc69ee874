# shellcheck shell=bash
# The environment of each part, and the configuration of supervisor.

configure_services() {
    local name
    for name in "${services[@]}"; do
        {
            common_settings "$name"
            if [[ $name == gateway ]]; then
                say "ConnectionStrings__identity-db=$(database identity "$(secret identity)" identity)"
                say "Identity__Issuer=$(url gateway)/"
                say "Identity__Secret=$(secret signing)"
                # The bench sends its whole load as one client.
                if [[ -n ${plain:-} ]]; then say "RateLimits__Requests=10000000"; fi
                say "Identity__Clients__cli=$(secret cli)"
                say "Identity__Clients__insights=$(secret insights-client)"
            else
                say "services__gateway__http__0=$(url gateway)"
                say "ConnectionStrings__$name-db=$(database "$name" "$(secret "$name")" "$name");Max Auto Prepare=50"
                say "ConnectionStrings__messaging=$(broker_address "$name")"
            fi
            if [[ $name == sales ]]; then
                say "Surveys__Secret=$(secret surveys)"
                # A quote is not sent without a seller.
                say "Quotes__Seller=${FUNNEL_SELLER:-Example Company Ltd}"
            fi
            if [[ $name == insights ]]; then say "Authentication__ClientSecret=$(secret insights-client)"; fi
            if [[ $name == gateway || $name == insights ]]; then
                printf 'services__%s__http__0=%s\n' marketing "$(url marketing)" sales "$(url sales)" insights "$(url insights)"
            fi
        } >"$home/env/$name"
    done
    say "ConnectionStrings__messaging=$(broker_address topology)" >"$home/env/migrations"
    cat >"$home/env/dashboard" <<ENV
HOME=$home/services
DOTNET_gcServer=0
ASPNETCORE_URLS=$(url dashboard)
ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=$(url otlp-grpc)
ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL=$(url otlp-http)
ASPIRE_DASHBOARD_API_ENABLED=true
ASPIRE_DASHBOARD_SUPPRESS_BROWSER_TOKEN_IN_OUTPUT=true
Logging__LogLevel__Aspire.Dashboard.DashboardWebApplication=Warning
Dashboard__Frontend__AuthMode=BrowserToken
Dashboard__Frontend__BrowserToken=$(secret dashboard)
Dashboard__Otlp__AuthMode=ApiKey
Dashboard__Otlp__PrimaryApiKey=$(secret dashboard-otlp)
Dashboard__Api__AuthMode=ApiKey
Dashboard__Api__PrimaryApiKey=$(secret dashboard-api)
ENV
}

database() { say "Host=127.0.0.1;Port=$(port postgres);Username=$1;Password=$2;Database=$3"; }

# Aspire uses the same names, so a service needs no code for either way of starting it.
common_settings() {
    cat <<ENV
ASPNETCORE_URLS=$(url "$1")
DOTNET_gcServer=0
DOTNET_GCConserveMemory=5
ENV
    [[ -n ${plain:-} && -z ${telemetry:-} ]] || cat <<ENV
OTEL_SERVICE_NAME=$1
OTEL_EXPORTER_OTLP_ENDPOINT=$(url otlp-grpc)
OTEL_EXPORTER_OTLP_PROTOCOL=grpc
OTEL_EXPORTER_OTLP_HEADERS=x-otlp-api-key=$(secret dashboard-otlp)
ENV
}

service_command() { say "$home/app/$1/$(assembly "$1").dll"; }

# Supervisor stops the programs one by one, in the reverse order of their priority: PostgreSQL and RabbitMQ last.
configure_supervisor() {
    local postgres
    mapfile -t postgres < <(postgres_command)
    cat >"$run/supervisord.conf" <<CONF
[supervisord]
pidfile=$run/supervisord.pid
logfile=$logs/supervisor.log
childlogdir=$logs
directory=$home
umask=077
$(if is_root; then say user=root; fi)
environment=$(mark)

[unix_http_server]
file=$run/supervisor.sock
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix://$run/supervisor.sock

$(program epmd 10 epmd -port "$(port epmd)" -address 127.0.0.1)

$(program postgres 20 "${postgres[@]}")
# Fast shutdown: PostgreSQL disconnects its clients instead of waiting for them.
stopsignal=INT

$(program rabbitmq 30 /usr/lib/rabbitmq/bin/rabbitmq-server)

[include]
files=$run/services.conf
CONF
    rm -f "$run/services.conf"
}

# Adds the services to supervisor after the migrations. Supervisor starts and stops the programs of a group together.
configure_started() {
    local name dotnet
    dotnet=$(command -v dotnet)
    {
        printf '[group:app]\nprograms=%s\n' "$(IFS=, && say "$*")"
        for name in "$@"; do
            if [[ $name == dashboard ]]; then
                program dashboard 40 "$cache/tools/dashboard-$aspire_version/Aspire.Dashboard"
                say "directory=$home/services"
            else
                program "$name" 50 "$dotnet" "$(service_command "$name")"
                say "directory=$home/app/$name" # the folder of its settings file and its static files
            fi
        done
    } >"$run/services.conf"
}

# program <part> <priority> <command>: the command runs as the user of the part, with the part's environment. Root reads the
# environment file before it becomes that user, so no other user needs access to the file.
# Supervisor retries for minutes, because a part may have to wait for another part that is restarting.
program() {
    local name=$1 priority=$2 words
    mapfile -t words < <(run_words "$name")
    words=$(printf " '%s'" "${words[@]}" "${@:3}")
    cat <<CONF

[program:$name]
command=${words//%/%%}
priority=$priority
autorestart=true
startsecs=2
startretries=30
stopwaitsecs=300
stdout_logfile=$logs/$name.log
stdout_logfile_maxbytes=20MB
stdout_logfile_backups=2
redirect_stderr=true
CONF
}

# run_words <part> [environment ...]: prints the words before the command of a part: its environment, and its user. The settings of
# the last environment count.
run_words() {
    local name
    for name in "$@"; do
        [[ ! -e $home/env/$name ]] || printf '%s\n' "$checkout/deploy/local/with-env" "$home/env/$name"
    done
    as_words "$1"
}

full_name() { if [[ " ${services[*]} dashboard " == *" $1 "* ]]; then say "app:$1"; else say "$1"; fi; }

control() { supervisorctl -c "$run/supervisord.conf" "$@"; }
