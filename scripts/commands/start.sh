# shellcheck shell=bash
# Runs the voice agent and its page; installs and builds what is missing first.
#
#   start [--port N] [--host ADDRESS] [-- HOST-ARGUMENTS…]
#
# --port N         port to listen on (8080)
# --host ADDRESS   address to listen on (localhost; 0.0.0.0 for every interface)
#
# Ctrl+C ends it. Browsers open the microphone only on localhost or over HTTPS.

run() {
    local port=8080 address=localhost
    while (($# > 0)); do
        case "$1" in
            --port) port="${2:-}" && shift ;;
            --port=*) port="${1#*=}" ;;
            --host) address="${2:-}" && shift ;;
            --host=*) address="${1#*=}" ;;
            -h | --help) usage start && return ;;
            --) shift && break ;;
            *) misuse start "unknown option '$1'." ;;
        esac
        shift || break
    done
    [[ "$port" =~ ^[0-9]{1,5}$ && "$port" -le 65535 ]] || misuse start "--port takes a number up to 65535."
    [[ -n "$address" ]] || misuse start "--host takes an address."

    step "System packages"
    ensure_packages "speech" "${RUNTIME_PACKAGES[@]}"
    step "Building"
    publish_host
    step "Open ${BOLD}http://${address/0.0.0.0/localhost}:$port${PLAIN} (Ctrl+C ends it)"
    ASPNETCORE_URLS="http://$address:$port" run_host serve "$@"
}
