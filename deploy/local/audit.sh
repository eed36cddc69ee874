# shellcheck shell=bash
# The roles around the audit logs, and ./funnel audit verify.

# Prints the SQL for the roles of a database. NAME_audit owns the audit log, so the role of the service cannot rewrite it. Nobody
# can sign in as NAME_audit. The migration step signs in as NAME_migration, and acts as the role of the service or as NAME_audit.
audit_roles() {
    local name=$1
    cat <<SQL
SELECT 'CREATE ROLE ${name}_audit' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${name}_audit') \gexec
SELECT 'CREATE ROLE ${name}_migration LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${name}_migration') \gexec
ALTER ROLE ${name}_migration PASSWORD '$(secret "$name-migration")';
GRANT $name, ${name}_audit TO ${name}_migration;
GRANT CREATE ON DATABASE $name TO ${name}_audit;
ALTER ROLE ${name}_migration IN DATABASE $name SET role = '$name';
SQL
}

# Writes what the environment of a migration has in addition to that of its service.
migration_settings() {
    local name=$1
    [[ $1 != gateway ]] || name=identity
    (
        umask 077
        say "ConnectionStrings__$name-db=$(database "${name}_migration" "$(secret "$name-migration")" "$name")" >"$home/env/$1-migration"
    )
}

audit() {
    local name code=0
    [[ $# == 1 && $1 == verify ]] || die "Usage: ./funnel audit verify"
    supervisor_runs || die "Funnel is not running. Start it first: ./funnel up"
    for name in "${services[@]}"; do
        (run_service "$name" verify-audit) </dev/null || code=1
    done
    exit $code
}
