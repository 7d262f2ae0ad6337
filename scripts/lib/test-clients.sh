# shellcheck shell=bash
# The clients of others that the tests run in Node and in a browser: Pipecat's, and werift.

readonly PIPECAT_CLIENTS="$ROOT/tests/clients/pipecat"
readonly WERIFT_CLIENT="$ROOT/tests/clients/werift"

# build_test_clients: all that the end-to-end tests need.
build_test_clients() {
    restore_npm "werift" "$WERIFT_CLIENT"
    build_pipecat_clients
}

# build_pipecat_clients: restores it, and builds the page of the browser tests, when a source is newer than what was built.
build_pipecat_clients() {
    restore_npm "Pipecat clients" "$PIPECAT_CLIENTS"
    if is_current "$PIPECAT_CLIENTS/dist/index.html" "$PIPECAT_CLIENTS"; then
        note "Pipecat clients: up to date"
        return 0
    fi
    note "Pipecat clients: npm run build"
    quietly npm --prefix "$PIPECAT_CLIENTS" run --silent build
    touch "$PIPECAT_CLIENTS/dist/index.html"
}
