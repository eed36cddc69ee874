# shellcheck shell=bash
# ./funnel dlq: what was not swallowed and what was not taken, through the gateway.

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
        *) die "dlq knows list, show, redrive, discard and discards, not '$command'." ;;
    esac
}

# call <method> <path>: the body of a success; any other answer ends with what the problem says.
call() {
    local answer status header=()
    # A token goes by a file of curl's own: arguments are public.
    if declare -F token >/dev/null; then header=(-H @<(printf 'Authorization: Bearer %s\n' "$(token)")); fi
    answer=$(curl -sS -m 60 -X "$1" "${header[@]}" -w '\n%{http_code}' "$(url gateway)$2") || die "The gateway does not answer: is Funnel running?"
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
            jq -r '.items[] | "\(.lastFailedAt[:19])Z  \(.id)  \(.queue)  \(.type // "no event")  \(.failures)×  \(.exception): \(.cause | gsub("\\s+"; " "))"' <<<"$page"
            found=$((found + $(jq '.items | length' <<<"$page")))
            after=$(jq -r '.next // empty' <<<"$page")
            [[ -n $after ]] || break
            after="&after=$after"
        done
    done
    ((found > 0)) || say "Nothing: every message was heard, every event published."
}

# The path of a dead letter or an unpublished event, whichever service has it.
dlq_find() {
    local name kind
    [[ ${1:-} =~ ^[0-9a-fA-F-]{36}$ ]] || die "Which one? ./funnel dlq list shows the ids."
    for name in marketing sales insights; do
        for kind in dead-letters events/unpublished; do
            if (call GET "/api/$name/v1/$kind/$1") >/dev/null 2>&1; then
                say "/api/$name/v1/$kind/$1"
                return
            fi
        done
    done
    die "There is no dead letter and no unpublished event $1."
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
            say "$count driven again."
            ;;
        *)
            path=$(dlq_find "${1:-}")
            case $path in
                */unpublished/*) call POST "$path/retry" >/dev/null && say "Tried again within a second." ;;
                *) call POST "$path/redrive" >/dev/null && say "Driven again." ;;
            esac
            ;;
    esac
}

dlq_discard() {
    local what=${1:-} queue='' reason='' name count=0 path
    shift || true
    [[ $what != --all || -z ${1:-} || $1 == --* ]] || {
        queue=$1
        shift
    }
    [[ ${1:-} != --reason ]] || reason=${2:-}
    [[ -n $reason ]] || die "Say why, it is kept on record: ./funnel dlq discard <id>|--all [queue] --reason '…'"
    reason=$(jq -rn --arg text "$reason" '$text | @uri')
    if [[ $what == --all ]]; then
        for name in $(dlq_services "$queue"); do
            count=$((count + $(call DELETE "/api/$name/v1/dead-letters?reason=$reason${queue:+&queue=$queue}" | jq .count)))
        done
        say "$count given up."
    else
        path=$(dlq_find "$what")
        call DELETE "$path?reason=$reason" >/dev/null && say "Given up; ./funnel dlq discards keeps the record."
    fi
}

# A queue is named by its service.
dlq_services() { if [[ -n $1 ]]; then say "${1%%.*}"; else say marketing sales insights; fi; }
