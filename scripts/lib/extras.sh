# shellcheck shell=bash
# The packages in extras/, which need what not every package feed has. What cannot be restored is skipped, loudly.

readonly EXTRAS="$ROOT/extras"

# run_extras FILTER: each extra with its tests; results as those of the other tests.
run_extras() {
    if [[ -n "${VOICEAGENT_EXTRA_FEED:-}" ]]; then
        [[ -d "$VOICEAGENT_EXTRA_FEED" ]] || fail "VOICEAGENT_EXTRA_FEED: there is no folder '$VOICEAGENT_EXTRA_FEED'."
        # Whatever folder a project is restored from.
        VOICEAGENT_EXTRA_FEED="$(cd "$VOICEAGENT_EXTRA_FEED" && pwd)"
        export VOICEAGENT_EXTRA_FEED
    fi

    local project
    while IFS= read -r project; do
        run_extra "$project" "$1"
    done < <(find "$EXTRAS/tests" -name '*.Tests.csproj' | sort)
}

# run_extra TESTS FILTER: one of them, by its test project.
run_extra() {
    local name log missing
    name="$(basename "${1%.csproj}")"
    log="$RESULTS/$name.log"
    if ! DOTNET_CLI_UI_LANGUAGE=en dotnet restore "$1" -v:quiet >"$log" 2>&1 </dev/null; then
        missing="$(missing_from_feed "$log")"
        if [[ -n "$missing" ]]; then
            skip_extra "$name" "$missing"
        else
            break_extra "$name" "cannot be restored"
        fi
    elif ! dotnet build "$1" -c "$CONFIGURATION" --no-restore -v:quiet >"$log" 2>&1 </dev/null; then
        break_extra "$name" "does not build"
    else
        run_test_project "$1" "$2"
    fi
}

# missing_from_feed LOG: what a restore has not found; nothing when something else went wrong too.
missing_from_feed() {
    local errors
    errors="$(grep -oE 'error NU[0-9]+: .*' "$1" | sort -u)"
    ! grep -qvE '^error NU(1101|1102|1103|1301):' <<<"$errors" || return 0
    if grep -q '^error NU1301' <<<"$errors"; then
        printf 'the package feed cannot be reached'
        return 0
    fi
    sed -nE \
        -e 's/^error NU1101: Unable to find package ([^ ]+)\. .*/\1/p' \
        -e 's/^error NU110[23]: Unable to find (a stable )?package ([^ ]+) with version \(>= ([^ ,)]+).*/\2 \3/p' \
        <<<"$errors" |
        sort -u | paste -sd, | sed -E 's/,/, /g; s/^(.+)$/the package feed has no \1/'
}

# skip_extra NAME REASON: counted as one skipped test.
skip_extra() {
    warn "extras: $1 is SKIPPED: $2. See extras/README.md."
    printf '0\n' >"$RESULTS/$1.status"
    printf '{"results":{"tests":[{"name":"%s","status":"skipped","message":"%s"}]}}\n' "$1" "$2" >"$RESULTS/$1.json"
}

# break_extra NAME REASON: counted as one failed test, with the end of its log.
break_extra() {
    note "${RED}$1 $2${PLAIN}"
    printf '1\n' >"$RESULTS/$1.status"
}
