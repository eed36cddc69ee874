# shellcheck shell=bash
# ./funnel backup and restore. A backup is a folder that holds:
#   postgres/    a physical copy of all databases at one moment, made by pg_basebackup, with a manifest of checksums
#   secrets      the passwords and keys of the installation
#   about        the time of the backup and the version of PostgreSQL
#   SHA256SUMS   the checksums of the other files
# A backup holds no messages of RabbitMQ. After a restore, the services publish their journals again.

backup() {
    local target new bin start=$EPOCHREALTIME
    { supervisor_runs && postgres_ready; } || die "Funnel is not running. Start it first: ./funnel up"
    target=$(realpath -m "${1:-$home/backups/$(date -u +%Y-%m-%dT%H%M%SZ)}")
    new=$target.incomplete
    [[ ! -e $target ]] || die "$target exists already. Choose another folder."
    [[ ! -e $new ]] || die "An interrupted backup left the folder $new. Remove it first."
    bin=$(postgres_bin)
    mkdir -p "$(dirname "$target")"
    need_space "$(dirname "$target")" \
        "$(sql postgres <<<'select ceil(sum(pg_database_size(oid)) / 1048576) + 64 from pg_database')"
    trap 'rm -rf "$new"' EXIT
    trap 'exit 130' INT TERM HUP
    mkdir "$new"
    printf '%s\n' "began=$(now)" "postgres=$(cat "$home/$data/PG_VERSION")" >"$new/about"
    PGPASSWORD=$(secret postgres) "$bin/pg_basebackup" --pgdata="$new/postgres" --host=127.0.0.1 --port="$(port postgres)" \
        --username=funnel --no-password --checkpoint=fast --wal-method=stream --manifest-checksums=SHA256 --label=funnel \
        >"$logs/backup.log" 2>&1 ||
        failed backup "The backup failed"
    say "ended=$(now)" >>"$new/about"
    cat "$home/secrets" >"$new/secrets"
    (cd "$new" && sha256sum about secrets postgres/backup_manifest >SHA256SUMS)
    verify "$new" "$bin" >>"$logs/backup.log" 2>&1 || failed backup "The backup was written, but its checksums are wrong"
    sync -f "$new"
    mv "$new" "$target"
    trap - EXIT
    say "The backup is complete after $(seconds_since "$start") s: $target"
    say "It holds the data as of $(about "$target" ended) and has a size of $(du -sh "$target" | cut -f1)."
    say "It also holds the passwords and keys of this installation. Keep it as safe as a password."
}

restore() {
    local from='' replace='' argument fresh=1 aside start=$EPOCHREALTIME
    for argument; do
        case $argument in
            --replace) replace=1 ;;
            -*) die "'$argument' is not an option of restore. Usage: ./funnel restore <folder> [--replace]" ;;
            *) from=$(realpath -m "$argument") ;;
        esac
    done
    [[ -n $from ]] || die "The folder of the backup is missing. Usage: ./funnel restore <folder> [--replace]"
    ! supervisor_runs || die "Funnel is running in $home. Stop it first: ./funnel down. Nothing was changed."
    [[ ! -e $home/$data || -n $replace ]] ||
        die "$home already holds data. With --replace, restore moves that data aside and does not delete it. Nothing was changed."
    [[ -r $from/about && -r $from/SHA256SUMS ]] || die "$from is not a backup of Funnel. Nothing was changed."
    [[ ! -e $home/secrets ]] || fresh=
    begin
    install_missing
    check_backup "$from"
    need_space "$home" "$(du -sm "$from/postgres" | cut -f1)"
    stop_leftovers
    step 0 restore copy copy_backup "$from"
    # The messages in the broker do not belong to the restored databases. So the broker starts empty, and the services publish
    # their journals again. The file "restored" asks for that; it is written first, and the data are moved last. So after an
    # interruption the same restore can run again.
    about "$from" ended >"$home/restored"
    aside=$home/before-restore-$(date -u +%Y-%m-%dT%H%M%SZ)
    move_aside rabbitmq/data
    if [[ -n $fresh ]]; then rm "$home/secrets"; else move_aside secrets; fi
    move_aside "$data"
    mv "$home/secrets.restored" "$home/secrets"
    mv "$home/postgres/restored" "$home/$data"
    sync -f "$home"
    trap - EXIT
    say "The restore is complete after $(seconds_since "$start") s: $home now holds the data as of $(about "$from" ended)."
    [[ ! -e $aside ]] || say "The data from before are in $aside"
    say "Start Funnel with ./funnel up. The services then publish their events again, and no event counts twice."
}

# Refuses a backup that cannot be restored, before anything is changed.
check_backup() {
    local version bin complaint
    version=$(about "$1" postgres)
    bin=/usr/lib/postgresql/$version/bin
    [[ $version =~ ^[0-9]+$ && -x $bin/postgres && -x $bin/pg_verifybackup ]] ||
        die "The backup in $1 needs PostgreSQL $version, which is not installed. Install the package postgresql-$version." \
            "Nothing was changed."
    complaint=$(verify "$1" "$bin" 2>&1) || die "The backup in $1 is damaged. Nothing was changed."$'\n'"$(tail -n 5 <<<"$complaint")"
}

verify() { (cd "$1" && sha256sum --quiet --strict --check SHA256SUMS) && "$2/pg_verifybackup" --quiet "$1/postgres"; }

copy_backup() {
    prepare_passages && rm -rf "$home/postgres/restored" &&
        cp -r --preserve=mode,timestamps "$1/postgres" "$home/postgres/restored" &&
        give postgres "$home/postgres/restored" && cat "$1/secrets" >"$home/secrets.restored" && sync -f "$home"
} >"$logs/restore.log" 2>&1

move_aside() {
    [[ -e $home/$1 ]] || return 0
    mkdir -p "$aside/$(dirname "$1")"
    mv "$home/$1" "$aside/$1"
}

# After a restore the broker is empty, and so some events never reached their listeners. Therefore every service publishes its
# whole journal again to each queue. A listener skips the events in its inbox, which it has handled before. The request is a
# row in the database, so that it survives a crash.
replay_journals() {
    local name insert="insert into messaging.replays (id, queue, types, xid, position) values (gen_random_uuid(), '*', '{}', '0', 0)"
    for name in marketing sales insights; do
        sql "$name" <<<"$insert" || return 1
    done
    rm "$home/restored"
} >"$logs/restored.log" 2>&1

about() { sed -n "s/^$2=//p" "$1/about"; }
now() { date -u +%Y-%m-%dT%H:%M:%SZ; }

# need_space <folder> <megabytes>
need_space() {
    local free
    free=$(df -m --output=avail "$1" | tail -1)
    ((free > $2)) || die "$1 has ${free// /} MB of free space, but $2 MB are needed. Nothing was changed."
}
