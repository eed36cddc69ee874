# shellcheck shell=bash
# ./funnel dlq: lists and handles failed messages through the API. A dead letter is an event that a listener failed to handle.
# An unpublished event is one that RabbitMQ did not accept.

dlq() {
    command -v jq >/dev/null || install_packages jq
    local command=${1:-list}
    shift || true
    case $command in
        list) dlq_list ;;
        show) dlq_show "${1:-}" ;;
        redrive) dlq_redrive "$@" ;;
        discard) dlq_discard "$@" ;;
        discards) for name in marketing sales insights; do call GET "/api/$name/v1/discards?limit=200" | jq -c '.items[]'; done ;;
        *) die "'$command' is not a command of dlq. Its commands are: list, show, redrive, discard, discards." ;;
    esac
}

# call <method> <path>: prints the body of a successful response. Otherwise prints the problem, and exits.
call() {
    local answer status header=()
    # The token is passed in a file, because other users can read the arguments of a process.
    if declare -F token >/dev/null; then header=(-H @<(printf 'Authorization: Bearer %s\n' "$(token)")); fi
    answer=$(curl -sS -m 60 -X "$1" "${header[@]}" -w '\n%{http_code}' "$(url gateway)$2") ||
        die "The gateway does not answer. Is Funnel running? ./funnel status shows it."
    status=${answer##*$'\n'}
    answer=${answer%$'\n'*}
    [[ $status == 2* ]] || die "$1 $2: $status $(jq -r '[.title, .detail // empty] | join(" ")' <<<"$answer" 2>/dev/null || say "$answer")"
    say "$answer"
}

dlq_list() {
    local name page after found=0
    for name in marketing sales insights; do
        page=$(call GET "/api/$name/v1/events/unpublished")
        jq -r '.[] | "\(.failedAt[:19])Z  \(.id)  unpublished  \(.type)  \(.attempts)×  \(.error)"' <<<"$page"
        found=$((found + $(jq length <<<"$page")))
        after=
        while true; do
            page=$(call GET "/api/$name/v1/dead-letters?limit=200$after")
            jq -r '.items[] | "\(.lastFailedAt[:19])Z  \(.id)  \(.queue)  \(.type // "not an event")  \(.failures)×  "
                + "\(.exception): \(.cause | gsub("\\s+"; " "))"' <<<"$page"
            found=$((found + $(jq '.items | length' <<<"$page")))
            after=$(jq -r '.next // empty' <<<"$page")
            [[ -n $after ]] || break
            after="&after=$after"
        done
    done
    ((found > 0)) || say "There are no failed messages."
}

# Prints the API path of a dead letter or an unpublished event. It asks each service.
dlq_find() {
    local name kind
    [[ ${1:-} =~ ^[0-9a-fA-F-]{36}$ ]] || die "The id of the message is missing. ./funnel dlq list shows the ids."
    for name in marketing sales insights; do
        for kind in dead-letters events/unpublished; do
            if (call GET "/api/$name/v1/$kind/$1") >/dev/null 2>&1; then
                say "/api/$name/v1/$kind/$1"
                return
            fi
        done
    done
    die "There is no dead letter and no unpublished event with id $1."
}

dlq_show() {
    local path
    path=$(dlq_find "$1")
    call GET "$path" | jq .
}

dlq_redrive() {
    local path name count=0
    case ${1:-} in
        --all)
            for name in $(dlq_services "${2:-}"); do
                count=$((count + $(call POST "/api/$name/v1/dead-letters/redrive${2:+?queue=$2}" | jq .count)))
            done
            say "$count messages are delivered again."
            ;;
        *)
            path=$(dlq_find "${1:-}")
            case $path in
                */unpublished/*) call POST "$path/retry" >/dev/null && say "The event is published again within a second." ;;
                *) call POST "$path/redrive" >/dev/null && say "The message is delivered again." ;;
            esac
            ;;
    esac
}

dlq_discard() {
    local id=${1:-} queue='' reason='' name count=0 path
    shift || true
    [[ $id != --all || -z ${1:-} || $1 == --* ]] || {
        queue=$1
        shift
    }
    [[ ${1:-} != --reason ]] || reason=${2:-}
    [[ -n $reason ]] || die "The reason is missing. Usage: ./funnel dlq discard <id>|--all [queue] --reason '…'"
    reason=$(jq -rn --arg text "$reason" '$text | @uri')
    if [[ $id == --all ]]; then
        for name in $(dlq_services "$queue"); do
            count=$((count + $(call DELETE "/api/$name/v1/dead-letters?reason=$reason${queue:+&queue=$queue}" | jq .count)))
        done
        say "$count messages are discarded. ./funnel dlq discards lists them."
    else
        path=$(dlq_find "$id")
        call DELETE "$path?reason=$reason" >/dev/null && say "The message is discarded. ./funnel dlq discards lists it."
    fi
}

# The name of a queue starts with the name of its service.
dlq_services() { if [[ -n $1 ]]; then say "${1%%.*}"; else say marketing sales insights; fi; }
