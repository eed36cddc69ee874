# shellcheck shell=bash
# The PostgreSQL and the RabbitMQ of this state folder, on loopback only.

data=postgres/data

postgres_bin() {
    local version
    version=$(cat "$home/$data/PG_VERSION" 2>/dev/null) ||
        version=$(printf '%s\n' /usr/lib/postgresql/*/bin/postgres | sort -V | tail -1 | cut -d/ -f5)
    [[ -x /usr/lib/postgresql/$version/bin/postgres ]] ||
        die "The data in $home/$data needs PostgreSQL $version, which is not installed. Install the package postgresql-$version."
    say "/usr/lib/postgresql/$version/bin"
}

create_postgres() {
    local bin new=$home/postgres/new
    bin=$(postgres_bin) || return 1
    [[ ! -e $home/$data ]] || return 0
    # initdb writes into the folder "new", which is renamed at the end. So an interrupted initdb leaves no broken database.
    # The password goes through a pipe, which the user postgres opens itself.
    rm -rf "$new" && mkdir "$new" && give postgres "$new" &&
        secret postgres | as postgres bash -euc 'cd "$1"
            "$2/initdb" -D "$1" -U funnel --auth=scram-sha-256 --pwfile=<(cat) --encoding=UTF8 --locale=C.UTF-8' create "$new" "$bin" &&
        mv "$new" "$home/$data"
} >"$logs/initdb.log" 2>&1

postgres_command() {
    printf '%s\n' "$(postgres_bin)/postgres" -D "$home/$data"
    printf -- '-c\n%s\n' listen_addresses=127.0.0.1 "port=$(port postgres)" unix_socket_directories= "max_connections=${connections:-200}" \
        shared_buffers=128MB max_wal_size=1GB synchronous_commit=on 'log_line_prefix=%m [%p] %d ' \
        log_error_verbosity=terse log_min_error_statement=panic
    # A test deletes its database at the end, so the data need not survive a power cut.
    [[ -z ${throwaway:-} ]] || printf -- '-c\n%s\n' fsync=off full_page_writes=off
}

# Each service has its own role and database, so no service can read the tables of another.
create_databases() {
    local name
    for name in marketing sales insights identity; do
        cat <<SQL
SELECT 'CREATE ROLE $name LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$name') \gexec
ALTER ROLE $name PASSWORD '$(secret $name)';
SELECT 'CREATE DATABASE $name OWNER $name' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '$name') \gexec
REVOKE ALL ON DATABASE $name FROM PUBLIC;
SQL
        audit_roles "$name"
    done | sql postgres
} >"$logs/databases.log" 2>&1

# sql <database>: runs standard input as the superuser, and prints the values only.
sql() {
    PGPASSWORD=$(secret postgres) "$(postgres_bin)/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$(port postgres)" -U funnel -d "$1"
}

# Supervisor starts the inner script of RabbitMQ, which becomes the broker process itself. The outer scripts change the user,
# or stay as a parent shell. If that shell died, the broker would keep running unsupervised.
#
# Erlang would make the cookie from the clock, so that it could be guessed. Who knows it can run commands as the broker's user.
configure_rabbitmq() {
    local folder=$home/rabbitmq name
    rm -f "$folder"/{enabled_plugins,rabbitmq.conf,.erlang.cookie}
    say '[rabbitmq_management].' >"$folder/enabled_plugins"
    secret cookie >"$folder/.erlang.cookie"
    cat >"$folder/rabbitmq.conf" <<CONF
listeners.tcp.1 = 127.0.0.1:$(port rabbitmq)
management.tcp.ip = 127.0.0.1
management.tcp.port = $(port management)
default_user = funnel
default_pass = $(secret rabbitmq)
default_user_tags.administrator = true
# RabbitMQ keeps this log in memory too. The default is 512 MB.
raft.wal_max_size_bytes = 32000000
log.file = false
log.console = true
CONF
    for name in enabled_plugins rabbitmq.conf .erlang.cookie; do give rabbitmq "$folder/$name"; done
    cat >"$home/env/rabbitmq" <<ENV
HOME=$folder
RABBITMQ_NODENAME=funnel@localhost
RABBITMQ_CONF_ENV_FILE=/dev/null
RABBITMQ_CONFIG_FILE=$folder/rabbitmq.conf
RABBITMQ_ENABLED_PLUGINS_FILE=$folder/enabled_plugins
RABBITMQ_MNESIA_BASE=$folder/data
RABBITMQ_LOG_BASE=$folder/data/log
RABBITMQ_GENERATED_CONFIG_DIR=$folder/data/config
ERL_CRASH_DUMP=$folder/data/erl_crash.dump
RABBITMQ_NODE_PORT=$(port rabbitmq)
RABBITMQ_DIST_PORT=$(port distribution)
ERL_EPMD_PORT=$(port epmd)
ERL_EPMD_ADDRESS=127.0.0.1
RABBITMQ_ALLOW_INPUT=1
RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-noinput -kernel inet_dist_use_interface {127,0,0,1}
ENV
}

# Each service has its own user in the broker. It declares and reads its own queues only, and it publishes only with keys that
# start with its name. The migrations declare the exchanges and queues of all services, as the user "topology", who cannot publish
# to them. Nobody but the administrator "funnel" can use the default exchange, whose keys the broker cannot limit.
create_broker_users() {
    local name own
    broker_users=() broker_permissions=() broker_topics=()
    own='^(marketing|sales|insights|funnel)[.]'
    # To bind a queue is to read the key of the binding.
    add_broker_user topology "$own" "$own" "$own" '^$' '.*'
    for name in marketing sales insights; do
        add_broker_user "$name" "^$name[.]" "^($name[.].*|funnel[.](events|replay))\$" "^$name[.]" "^$name[.]" '^$'
    done
    printf '{"users":[%s],"permissions":[%s],"topic_permissions":[%s]}' "$(IFS=, && say "${broker_users[*]}")" \
        "$(IFS=, && say "${broker_permissions[*]}")" "$(IFS=, && say "${broker_topics[*]}")" |
        curl -sS --fail-with-body -m 60 -K <(printf 'user = "funnel:%s"\n' "$(secret rabbitmq)") \
            -H 'Content-Type: application/json' --data-binary @- "$(url management)/api/definitions"
} >"$logs/broker-users.log" 2>&1

# add_broker_user <name> <configure> <write> <read> <keys to write> <keys to read>: regular expressions of exchanges and queues,
# and of routing keys.
add_broker_user() {
    local exchange
    broker_users+=("{\"name\":\"$1\",\"password\":\"$(secret "broker-$1")\",\"tags\":\"\"}")
    broker_permissions+=("{\"user\":\"$1\",\"vhost\":\"/\",\"configure\":\"$2\",\"write\":\"$3\",\"read\":\"$4\"}")
    for exchange in funnel.events funnel.replay; do
        broker_topics+=("{\"user\":\"$1\",\"vhost\":\"/\",\"exchange\":\"$exchange\",\"write\":\"$5\",\"read\":\"$6\"}")
    done
}

broker_address() { say "amqp://$1:$(secret "broker-$1")@127.0.0.1:$(port rabbitmq)"; }

postgres_ready() { "$(postgres_bin)/pg_isready" -q -h 127.0.0.1 -p "$(port postgres)"; }
rabbitmq_ready() { listens "$(port rabbitmq)" && listens "$(port management)"; }
listens() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

port_owner() {
    local line
    line=$(ss -ltnpH "sport = :$1" | head -1)
    if [[ $line =~ \"([^\"]+)\",pid=([0-9]+) ]]; then
        say "${BASH_REMATCH[1]} (process ${BASH_REMATCH[2]})"
    else
        say "a program of another user"
    fi
}

check_ports() {
    local name taken=0
    for name in "${!offset[@]}"; do
        [[ -n $(ss -ltnH "sport = :$(port "$name")") ]] || continue
        say "Port $(port "$name") ($name) is in use by $(port_owner "$(port "$name")")." >&2
        taken=1
    done
    ((taken == 0)) || die "Stop the program that uses the port, or choose other ports: FUNNEL_PORT=8080 ./funnel up" \
        $'\n'"If the program is called dcp, Aspire runs Funnel: stop it with Ctrl-C in its terminal."
}
