# shellcheck shell=bash
# Removes what builds and tests left behind.
#
#   clean [--all]
#
# --all   also the npm packages

run() {
    case "${1:-}" in
        "" | --all) ;;
        -h | --help) usage clean && return ;;
        *) misuse clean "unknown option '$1'." ;;
    esac

    step "Removing build output"
    find "$ROOT"/{src,tests,samples,bench,extras} -name node_modules -prune -o \
        -type d \( -name bin -o -name obj -o -name TestResults \) -prune -print0 2>/dev/null | xargs -0 -r rm -rf --
    rm -rf -- "$ROOT/artifacts" "$ROOT/.dev" "$CLIENT/dist" "$PAGE" "$PIPECAT_CLIENTS/dist"
    [[ "${1:-}" != --all ]] || rm -rf -- "$CLIENT/node_modules" "$PIPECAT_CLIENTS/node_modules"
}
