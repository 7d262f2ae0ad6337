# shellcheck shell=bash
# Installs what is missing: system packages, npm and NuGet packages; builds the web page.
#
#   setup [--runtime | --test]
#
# --runtime   only what running the agent needs
# --test      also what the tests and linters drive: a browser, shellcheck, the published Pipecat client
#
# Asks for nothing and may be run again at any time. System packages are installed when this runs as root or sudo asks
# for no password; otherwise the command to run is printed.

run() {
    local scope="develop"
    while (($# > 0)); do
        case "$1" in
            --runtime) scope="runtime" ;;
            --test) scope="test" ;;
            -h | --help) usage setup && return ;;
            *) misuse setup "unknown option '$1'." ;;
        esac
        shift
    done

    require_dotnet
    step "System packages"
    ensure_packages "speech" "${RUNTIME_PACKAGES[@]}"
    [[ "$scope" != test ]] || ensure_packages "tests" "${TEST_PACKAGES[@]}"

    step "Web page"
    build_page
    if [[ "$scope" == test ]]; then
        step "Clients for the tests"
        build_test_clients
    fi

    if [[ "$scope" != runtime ]]; then
        step "NuGet packages and tools"
        quietly dotnet restore "$ROOT/VoiceAgent.sln" -v:quiet
        (cd "$ROOT" && dotnet tool restore >/dev/null)
    fi
    note "Done. Next: scripts/dev.sh start"
}
