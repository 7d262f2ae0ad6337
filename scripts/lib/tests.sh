# shellcheck shell=bash
# Test programs: each leaves a log, a report and its exit status in one folder, which test-summary.mjs sums up.

readonly RESULTS="$ROOT/artifacts/tests"
readonly PROJECT_MINUTES=15

# clear_results: nothing of an earlier run may be counted.
clear_results() { rm -rf -- "$RESULTS" && mkdir -p "$RESULTS"; }

# run_test_project PROJECT FILTER: the test program itself is run, no runner around it.
run_test_project() {
    local name arguments=()
    name="$(basename "${1%.csproj}")"
    [[ -z "$2" ]] || arguments+=(-method "*$2*")
    run_limited "$name" dotnet exec "$(dirname "$1")/bin/$CONFIGURATION/net10.0/$name.dll" \
        -noColor -noLogo -longRunning 60 -ctrf "$RESULTS/$name.json" "${arguments[@]}"
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
