# shellcheck shell=bash
# Checks everything that needs no test: analyzers, formatting, scripts, page, documentation.
#
#   lint [--fix]
#
# --fix   formats, and writes generated files anew

run() {
    local fix=no
    case "${1:-}" in
        "") ;;
        --fix) fix=yes ;;
        -h | --help) usage lint && return ;;
        *) misuse lint "unknown option '$1'." ;;
    esac

    require_dotnet
    require_node
    local failures=()
    # Formatting first with --fix: the build then checks what will be committed.
    check "formatting" lint_formatting "$fix"
    check "analyzers" build_solution
    check "scripts" lint_scripts
    check "page" lint_page "$fix"
    check "documentation" lint_documentation "$fix"

    if ((${#failures[@]} > 0)); then
        fail "lint: ${failures[*]}"
    fi
    note "lint: nothing to say"
}

# check NAME COMMAND…: goes on after a failure, so that one run shows them all.
check() {
    local name="$1"
    shift
    "$@" || failures+=("$name")
}

lint_formatting() {
    step "Formatting"
    local verb=check
    [[ "$1" == no ]] || verb=format
    (cd "$ROOT" && dotnet tool restore >/dev/null && dotnet csharpier "$verb" --log-level Warning .)
}

lint_scripts() {
    step "Scripts"
    if ! command -v shellcheck >/dev/null; then
        warn "shellcheck is not installed; scripts/dev.sh setup --test installs it."
        return 0
    fi
    (cd "$ROOT" && shellcheck -x scripts/dev.sh scripts/*/*.sh scripts/hooks/pre-commit .ci/run)
}

lint_page() {
    [[ -f "$CLIENT/package.json" ]] || return 0
    step "Page"
    restore_page || return
    if [[ "$1" == yes ]]; then
        npm --prefix "$CLIENT" run --silent --if-present format || return
    fi
    npm --prefix "$CLIENT" run --silent lint
}

lint_documentation() {
    if [[ "$1" == yes ]]; then
        "$ROOT/scripts/dev.sh" docs --fix
    else
        "$ROOT/scripts/dev.sh" docs
    fi
}
