# shellcheck shell=bash
# Runs the voice agent and its page; installs and builds what is missing first.
#
#   start [--port N] [--host ADDRESS] [--watch] [-- HOST-ARGUMENTS…]
#
# --port N         port to listen on (8080)
# --host ADDRESS   address to listen on (localhost; 0.0.0.0 for every interface)
# --watch          rebuilds the page and patches or restarts the host when a source changes
#
# Ctrl+C ends it. Browsers open the microphone only on localhost or over HTTPS.

run() {
    local port=8080 address=localhost watch=no
    while (($# > 0)); do
        case "$1" in
            --port) port="${2:-}" && shift ;;
            --port=*) port="${1#*=}" ;;
            --host) address="${2:-}" && shift ;;
            --host=*) address="${1#*=}" ;;
            --watch) watch=yes ;;
            -h | --help) usage start && return ;;
            --) shift && break ;;
            *) misuse start "unknown option '$1'." ;;
        esac
        shift || break
    done
    [[ "$port" =~ ^[0-9]{1,5}$ && "$port" -le 65535 ]] || misuse start "--port takes a number up to 65535."
    [[ -n "$address" ]] || misuse start "--host takes an address."

    require_dotnet
    step "System packages"
    ensure_packages "speech" "${RUNTIME_PACKAGES[@]}"
    local arguments=(serve --urls "http://$address:$port" "$@")
    local page="${BOLD}http://${address/#0.0.0.0/localhost}:$port${PLAIN}"
    if [[ "$watch" == yes ]]; then
        step "Starting: open $page once it listens (Ctrl+C ends it)"
        watch_host "${arguments[@]}"
        return
    fi
    step "Building"
    publish_host
    step "Starting: open $page (Ctrl+C ends it)"
    run_host "${arguments[@]}"
}

# watch_host ARGUMENTS…: the page's bundler in the background, the host under dotnet watch.
watch_host() {
    build_page
    npm --prefix "$CLIENT" run --silent build -- --watch &
    # shellcheck disable=SC2064
    trap "kill $! 2>/dev/null || true" EXIT
    ASPNETCORE_ENVIRONMENT=Development DOTNET_WATCH_RESTART_ON_RUDE_EDIT=1 \
        dotnet watch --non-interactive --project "$HOST_PROJECT" run -- "$@"
}
