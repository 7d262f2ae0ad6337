# shellcheck shell=bash
# shellcheck disable=SC2034 # The commands use the colours.
# How the commands speak: steps and results on standard output, trouble on standard error, colour only on a terminal.

if [[ -t 1 && -t 2 && -z "${NO_COLOR:-}" && "${TERM:-dumb}" != dumb ]]; then
    readonly BOLD=$'\e[1m' DIM=$'\e[2m' RED=$'\e[31m' GREEN=$'\e[32m' YELLOW=$'\e[33m' PLAIN=$'\e[0m'
else
    readonly BOLD='' DIM='' RED='' GREEN='' YELLOW='' PLAIN=''
fi

# step TEXT…: what is being done now.
step() { printf '%s==>%s %s\n' "$BOLD$GREEN" "$PLAIN" "$*"; }

# note TEXT…: a detail of the current step.
note() { printf '    %s\n' "$*"; }

# warn TEXT…: something is missing, the work goes on without it.
warn() { printf '%swarning:%s %s\n' "$YELLOW" "$PLAIN" "$*" >&2; }

# error TEXT…: why a command cannot do what was asked.
error() { printf '%serror:%s %s\n' "$RED" "$PLAIN" "$*" >&2; }

# fail TEXT…: an error that ends the command.
fail() {
    error "$@"
    exit 1
}

# misuse COMMAND TEXT…: wrong arguments; shows how the command is called and ends with status 2.
misuse() {
    local command="$1"
    shift
    error "$@"
    usage "$command" >&2
    exit 2
}

# usage COMMAND: the comment that opens the command's file.
usage() {
    printf '\n'
    sed -n '/^# shellcheck/d; /^#/!q; s/^# \{0,1\}//p' "$ROOT/scripts/commands/$1.sh"
}

# quietly COMMAND…: shows what it printed only when it fails.
quietly() {
    local output status=0
    output="$("$@" 2>&1)" || status=$?
    ((status == 0)) || printf '%s\n' "$output" >&2
    return "$status"
}
