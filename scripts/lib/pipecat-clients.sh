# shellcheck shell=bash
# The published Pipecat client that the tests run in Node and in a browser.

readonly PIPECAT_CLIENTS="$ROOT/tests/clients/pipecat"

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
