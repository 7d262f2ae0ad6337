#!/usr/bin/env bash
# The one door to everything a developer does here: each command is a file in scripts/commands, what they share is in
# scripts/lib. Works from any directory.
set -euo pipefail

ROOT="$(cd -P "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)"
readonly ROOT

for part in "$ROOT"/scripts/lib/*.sh; do
    # shellcheck source=/dev/null
    source "$part"
done

command="${1:-help}"
case "$command" in
    -h | --help) command=help ;;
esac

if [[ ! "$command" =~ ^[a-z]+$ || ! -f "$ROOT/scripts/commands/$command.sh" ]]; then
    error "'$command' is not a command."
    # shellcheck source=/dev/null
    source "$ROOT/scripts/commands/help.sh"
    run >&2
    exit 2
fi

# shellcheck source=/dev/null
source "$ROOT/scripts/commands/$command.sh"
run "${@:2}"
