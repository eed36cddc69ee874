# shellcheck shell=bash
# ./funnel backup and restore: all databases as of one moment, copied physically, and the secrets that open them.
# A back-up is a folder: postgres/ (pg_basebackup's, with a manifest of checksums), secrets, about, and SHA256SUMS of
# what that manifest does not cover. RabbitMQ's messages are not in it: the journals are the truth.

backup() {
    local target new bin start=$EPOCHREALTIME
    { supervisor_runs && postgres_ready; } || die "Funnel does not run: ./funnel up starts it."
    target=$(realpath -m "${1:-$home/backups/$(date -u +%Y-%m-%dT%H%M%SZ)}")
    new=$target.incomplete
    [[ ! -e $target ]] || die "There is something already in $target: choose another folder."
    [[ ! -e $new ]] || die "What an interrupted back-up left is in the way: remove $new."
    bin=$(postgres_bin)
    mkdir -p "$(dirname "$target")"
    need_space "$(dirname "$target")" "$(sql postgres <<<'select ceil(sum(pg_database_size(oid)) / 1048576) + 64 from pg_database')"
    trap 'rm -rf "$new"' EXIT
    trap 'exit 130' INT TERM HUP
    umask 077
    mkdir "$new"
    printf '%s\n' "began=$(now)" "postgres=$(cat "$home/$data/PG_VERSION")" >"$new/about"
    PGPASSWORD=$(secret postgres) "$bin/pg_basebackup" --pgdata="$new/postgres" --host=127.0.0.1 --port="$(port postgres)" --username=funnel --no-password \
        --checkpoint=fast --wal-method=stream --manifest-checksums=SHA256 --label=funnel >"$logs/backup.log" 2>&1 || failed backup "The back-up did not succeed"
    say "ended=$(now)" >>"$new/about"
    cat "$home/secrets" >"$new/secrets"
    (cd "$new" && sha256sum about secrets postgres/backup_manifest >SHA256SUMS)
    verify "$new" "$bin" >>"$logs/backup.log" 2>&1 || failed backup "The back-up is not what it was taken from"
    sync -f "$new"
    mv "$new" "$target"
    trap - EXIT
    say "Backed up in $(seconds_since "$start") s, as of $(about "$target" ended), $(du -sh "$target" | cut -f1): $target"
    say "It holds all data, and the secrets with which they are read: keep it as you keep these."
}

restore() {
    local from='' replace='' argument fresh=1 aside start=$EPOCHREALTIME
    for argument; do
        case $argument in
            --replace) replace=1 ;;
            -*) die "restore takes a folder and --replace, not '$argument'." ;;
            *) from=$(realpath -m "$argument") ;;
        esac
    done
    [[ -n $from ]] || die "Which one? ./funnel restore <folder> [--replace]"
    ! supervisor_runs || die "Funnel runs in $home: ./funnel down stops it. Nothing was touched."
    [[ ! -e $home/$data || -n $replace ]] || die "$home holds data already. With --replace they are set aside, and the back-up takes their place. Nothing was touched."
    [[ -r $from/about && -r $from/SHA256SUMS ]] || die "There is no back-up of Funnel in $from. Nothing was touched."
    [[ ! -e $home/secrets ]] || fresh=
    begin
    install_missing
    check_backup "$from"
    need_space "$home" "$(du -sm "$from/postgres" | cut -f1)"
    stop_leftovers
    step 0 restore copy copy_backup "$from"
    # What waits in a broker is of another past than the restored one: it starts empty, and the journals tell again what
    # its queues held. The note comes first, the data last: an interrupted restore is only started over.
    about "$from" ended >"$home/restored"
    aside=$home/before-restore-$(date -u +%Y-%m-%dT%H%M%SZ)
    set_aside rabbitmq/data
    if [[ -n $fresh ]]; then rm "$home/secrets"; else set_aside secrets; fi
    set_aside "$data"
    mv "$home/secrets.restored" "$home/secrets"
    mv "$home/postgres/restored" "$home/$data"
    sync -f "$home"
    trap - EXIT
    say "Restored in $(seconds_since "$start") s, as of $(about "$from" ended): $home"
    [[ ! -e $aside ]] || say "What was there before: $aside"
    say "./funnel up starts it, and tells again what was told and perhaps not heard."
}

# Refuses what can't be restored, before anything is touched.
check_backup() {
    local version bin complaint
    version=$(about "$1" postgres)
    bin=/usr/lib/postgresql/$version/bin
    [[ $version =~ ^[0-9]+$ && -x $bin/postgres && -x $bin/pg_verifybackup ]] ||
        die "The back-up in $1 is of PostgreSQL $version, which is not installed: install postgresql-$version. Nothing was touched."
    complaint=$(verify "$1" "$bin" 2>&1) || die "The back-up in $1 is damaged. Nothing was touched."$'\n'"$(tail -n 5 <<<"$complaint")"
}

verify() { (cd "$1" && sha256sum --quiet --strict --check SHA256SUMS) && "$2/pg_verifybackup" --quiet "$1/postgres"; }

copy_backup() {
    rm -rf "$home/postgres/restored" && mkdir -p "$home/postgres" && cp -r --preserve=mode,timestamps "$1/postgres" "$home/postgres/restored" &&
        (umask 077 && cat "$1/secrets" >"$home/secrets.restored") && sync -f "$home" || return 1
    if is_root; then chown -R postgres: "$home/postgres"; fi
} >"$logs/restore.log" 2>&1

set_aside() {
    [[ -e $home/$1 ]] || return 0
    (umask 077 && mkdir -p "$aside/$(dirname "$1")")
    mv "$home/$1" "$aside/$1"
}

# A queue's listener knows by its inbox what it has heard; what it had not is in no broker any more. So every service
# publishes its journal again, to each queue by itself. Asked for in the database, so that a crash forgets nothing.
tell_again() {
    local name
    for name in marketing sales insights; do
        sql "$name" <<<"insert into messaging.replays (id, queue, types, xid, position) values (gen_random_uuid(), '*', '{}', '0', 0)" || return 1
    done
    rm "$home/restored"
} >"$logs/restored.log" 2>&1

about() { sed -n "s/^$2=//p" "$1/about"; }
now() { date -u +%Y-%m-%dT%H:%M:%SZ; }

# need_space <folder> <megabytes>
need_space() {
    local free
    free=$(df -m --output=avail "$1" | tail -1)
    ((free > $2)) || die "$1 has room for ${free// /} MB, and $2 are needed. Nothing was touched."
}
