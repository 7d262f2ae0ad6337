# shellcheck shell=bash
# The web page: TypeScript in client/, built by Vite into the host's wwwroot.

readonly CLIENT="$ROOT/client"
readonly PAGE="$ROOT/src/VoiceAgent.Host/wwwroot"

# restore_npm NAME FOLDER: npm ci, when the lock file is not the one that was installed.
restore_npm() {
    local stamp="$2/node_modules/.installed"
    if cmp -s "$2/package-lock.json" "$stamp"; then
        note "$1: npm packages are up to date"
        return 0
    fi
    note "$1: npm ci"
    quietly npm --prefix "$2" ci --no-audit --no-fund --loglevel=error
    cp "$2/package-lock.json" "$stamp"
}

restore_page() { restore_npm page "$CLIENT"; }

# build_page: restores and builds it, when a source is newer than what was built.
build_page() {
    if [[ ! -f "$CLIENT/package.json" ]]; then
        note "page: client/ is not here, nothing to build"
        return 0
    fi
    require_node
    restore_page
    if is_current "$PAGE/index.html" "$CLIENT"; then
        note "page: up to date"
        return 0
    fi
    note "page: npm run build"
    quietly npm --prefix "$CLIENT" run --silent build
    touch "$PAGE/index.html"
}
