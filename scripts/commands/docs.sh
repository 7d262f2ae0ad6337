# shellcheck shell=bash
# Checks the documentation and generated files: every program in scripts/checks.
#
#   docs [--fix]
#
# --fix   write anew what can be: snippets cut from samples/

run() {
    case "${1:-}" in
        "" | --fix) ;;
        -h | --help) usage docs && return ;;
        *) misuse docs "unknown option '$1'." ;;
    esac
    require_node

    local check failed=0
    for check in "$ROOT"/scripts/checks/*; do
        [[ -x "$check" ]] || continue
        step "Check: $(basename "${check%.*}")"
        (cd "$ROOT" && "$check" "$@") || failed=1
    done
    return "$failed"
}
