# shellcheck shell=bash
# Restores, builds and tests the optional packages in extras/.
#
#   extras [--feed FOLDER] [--filter TEXT]
#
# --feed FOLDER   takes packages also from there; VOICEAGENT_EXTRA_FEED does the same
# --filter TEXT   only tests whose full name contains TEXT
#
# One whose packages are not to be had is skipped, with the reason. Results and logs go to artifacts/tests.

run() {
    local filter=""
    while (($# > 0)); do
        case "$1" in
            --feed) export VOICEAGENT_EXTRA_FEED="${2:-}" && shift ;;
            --feed=*) export VOICEAGENT_EXTRA_FEED="${1#*=}" ;;
            --filter) filter="${2:-}" && shift ;;
            --filter=*) filter="${1#*=}" ;;
            -h | --help) usage extras && return ;;
            *) misuse extras "unknown option '$1'." ;;
        esac
        shift || misuse extras "an option lacks its value."
    done

    require_dotnet
    require_node
    clear_results
    step "Extras"
    run_extras "$filter"
    node "$ROOT/scripts/lib/test-summary.mjs" "$RESULTS" --skips-suffice ${filter:+--filtered}
}
