# shellcheck shell=bash
# Runs the tests and ends with one line: N passed, N failed, N skipped.
#
#   test [unit | integration | e2e | client | extras]… [--filter TEXT] [--accept] [--no-install]
#
# unit, integration, e2e   the .NET tests in tests/; client: those of the web page; extras: see help extras. All when none is
#                          named.
# --filter TEXT            only tests whose full name contains TEXT
# --accept                 writes expected files anew (public API, golden timelines), to be looked at with git diff
# --no-install             does not install missing system packages; tests that need them are skipped by name
#
# Results and logs go to artifacts/tests.

run() {
    local suites=() filter="" install=yes
    while (($# > 0)); do
        case "$1" in
            unit | integration | e2e | client | extras) suites+=("$1") ;;
            --filter) filter="${2:-}" && shift ;;
            --filter=*) filter="${1#*=}" ;;
            --accept) export VOICEAGENT_ACCEPT=1 ;;
            --no-install) install=no ;;
            -h | --help) usage test && return ;;
            *) misuse test "unknown option '$1'." ;;
        esac
        shift || misuse test "--filter takes a text."
    done
    ((${#suites[@]} > 0)) || suites=(unit integration e2e client extras)

    require_dotnet
    require_node
    if [[ "$install" == yes ]]; then
        step "System packages"
        ensure_packages "speech" "${RUNTIME_PACKAGES[@]}"
        ensure_packages "tests" "${TEST_PACKAGES[@]}"
    fi
    step "Web page"
    build_page
    [[ " ${suites[*]} " != *" e2e "* ]] || build_pipecat_clients
    [[ " client extras " == *" ${suites[*]} "* ]] || build_solution

    clear_results
    step "Tests: ${suites[*]}"
    local suite
    for suite in "${suites[@]}"; do
        case "$suite" in
            client) run_client_tests "$filter" ;;
            extras) run_extras "$filter" ;;
            *) run_suite "$suite" "$filter" ;;
        esac
    done
    node "$ROOT/scripts/lib/test-summary.mjs" "$RESULTS" ${filter:+--filtered}
}

# run_suite NAME FILTER: all test programs of a folder.
run_suite() {
    local project
    while IFS= read -r project; do
        run_test_project "$project" "$2"
    done < <(find "$ROOT/tests/$1" -name '*.csproj' 2>/dev/null | sort)
}

# run_client_tests FILTER: Vitest writes the same kind of report as Jest.
run_client_tests() {
    [[ -f "$CLIENT/package.json" ]] || return 0
    local arguments=()
    # Vitest takes a regular expression.
    # shellcheck disable=SC2001
    [[ -z "$1" ]] || arguments+=(--testNamePattern "$(sed 's/[][(){}.*+?^$|\\]/\\&/g' <<<"$1")" --passWithNoTests)
    run_limited client npm --prefix "$CLIENT" test --silent -- \
        --reporter=default --reporter=json --outputFile="$RESULTS/client.json" "${arguments[@]}"
}
