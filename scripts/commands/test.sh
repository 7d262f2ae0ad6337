# shellcheck shell=bash
# Runs the tests and ends with one line: N passed, N failed, N skipped.
#
#   test [unit | integration | e2e | client]… [--filter TEXT] [--accept] [--no-install]
#
# unit, integration, e2e   the .NET tests in tests/; client: those of the web page. All four when none is named.
# --filter TEXT            only tests whose full name contains TEXT
# --accept                 writes expected files anew (public API, golden timelines), to be looked at with git diff
# --no-install             does not install missing system packages; tests that need them are skipped by name
#
# Results and logs go to artifacts/tests.

readonly RESULTS="$ROOT/artifacts/tests"
readonly PROJECT_MINUTES=15

run() {
    local suites=() filter="" install=yes
    while (($# > 0)); do
        case "$1" in
            unit | integration | e2e | client) suites+=("$1") ;;
            --filter) filter="${2:-}" && shift ;;
            --filter=*) filter="${1#*=}" ;;
            --accept) export VOICEAGENT_ACCEPT=1 ;;
            --no-install) install=no ;;
            -h | --help) usage test && return ;;
            *) misuse test "unknown option '$1'." ;;
        esac
        shift || misuse test "--filter takes a text."
    done
    ((${#suites[@]} > 0)) || suites=(unit integration e2e client)

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
    [[ "${suites[*]}" == client ]] || build_solution

    rm -rf -- "$RESULTS" && mkdir -p "$RESULTS"
    step "Tests: ${suites[*]}"
    local suite project
    for suite in "${suites[@]}"; do
        if [[ "$suite" == client ]]; then
            run_client_tests "$filter"
            continue
        fi
        while IFS= read -r project; do
            run_test_project "$project" "$filter"
        done < <(find "$ROOT/tests/$suite" -name '*.csproj' 2>/dev/null | sort)
    done
    node "$ROOT/scripts/lib/test-summary.mjs" "$RESULTS" ${filter:+--filtered}
}

# run_test_project PROJECT FILTER: the test program itself is run, no runner around it.
run_test_project() {
    local name arguments=()
    name="$(basename "${1%.csproj}")"
    [[ -z "$2" ]] || arguments+=(-method "*$2*")
    run_limited "$name" dotnet exec "$(dirname "$1")/bin/$CONFIGURATION/net10.0/$name.dll" \
        -noColor -noLogo -longRunning 60 -ctrf "$RESULTS/$name.json" "${arguments[@]}"
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

# run_limited NAME COMMAND…: output to a log, status to a file the summary reads; ends what hangs.
run_limited() {
    local name="$1" log="$RESULTS/$1.log" status=0 started=$SECONDS
    shift
    timeout --kill-after=30s "${PROJECT_MINUTES}m" "$@" >"$log" 2>&1 </dev/null &
    # A Ctrl+C here must reach the tests: timeout puts them into a process group of their own.
    # shellcheck disable=SC2064
    trap "kill -TERM $! 2>/dev/null; exit 130" INT TERM
    wait $! || status=$?
    trap - INT TERM

    printf '%s\n' "$status" >"$RESULTS/$name.status"
    if ((status == 0)); then
        note "$(printf '%-44s %3d s' "$name" $((SECONDS - started)))"
    else
        note "${RED}$(printf '%-44s %3d s  failed' "$name" $((SECONDS - started)))${PLAIN}"
    fi
}
