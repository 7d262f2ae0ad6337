# shellcheck shell=bash
# Shows the commands, or how one of them is called.
#
#   help [COMMAND]

run() {
    if [[ -n "${1:-}" ]]; then
        [[ "$1" =~ ^[a-z]+$ && -f "$ROOT/scripts/commands/$1.sh" ]] || misuse help "'$1' is not a command."
        usage "$1"
        return
    fi

    printf '\n%sscripts/dev.sh%s COMMAND [OPTIONS]\n\n' "$BOLD" "$PLAIN"
    local name
    for name in setup start test extras lint bench talk pack hooks docs clean help; do
        printf '  %s%-6s%s %s\n' "$BOLD" "$name" "$PLAIN" "$(sed -n '2s/^# //p' "$ROOT/scripts/commands/$name.sh")"
    done
    printf '\n%shelp COMMAND shows its options.%s\n\n' "$DIM" "$PLAIN"
}
