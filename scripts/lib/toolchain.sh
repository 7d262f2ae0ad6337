# shellcheck shell=bash
# The .NET SDK and Node.js: found, checked, and quiet.

readonly CONFIGURATION=Release
readonly DOTNET_MAJOR=10
readonly NODE_MINIMUM=20.19

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
# The SDK itself would want the ICU library, which a bare system has not.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
# A service account may have no home; the SDK wants somewhere to keep its sentinels.
[[ -n "${HOME:-}" ]] || export DOTNET_CLI_HOME="${DOTNET_CLI_HOME:-$ROOT/.dev}"
# Where the SDK's own install script puts it.
[[ -x "${HOME:-}/.dotnet/dotnet" ]] && PATH="$PATH:$HOME/.dotnet"

require_dotnet() {
    if ! command -v dotnet >/dev/null || ! dotnet --list-sdks | grep -q "^$DOTNET_MAJOR\."; then
        error "the .NET $DOTNET_MAJOR SDK is missing."
        note "Ubuntu: apt-get install dotnet-sdk-$DOTNET_MAJOR.0" >&2
        note "Others: https://dotnet.microsoft.com/download/dotnet/$DOTNET_MAJOR.0" >&2
        exit 1
    fi
}

have_node() {
    command -v npm >/dev/null && command -v node >/dev/null &&
        [[ "$(printf '%s\n' "$NODE_MINIMUM" "$(node -p process.versions.node)" | sort -V | head -n 1)" == "$NODE_MINIMUM" ]]
}

require_node() {
    if ! have_node; then
        error "Node.js $NODE_MINIMUM or newer with npm is missing; it builds the web page and sums up the tests."
        note "Debian 13, Ubuntu 25.04 and newer: apt-get install nodejs npm" >&2
        note "Others: https://nodejs.org/en/download" >&2
        exit 1
    fi
}

# build_solution: everything, once, analyzers included; their warnings are errors.
build_solution() {
    step "Building the solution ($CONFIGURATION)"
    quietly dotnet build "$ROOT/VoiceAgent.sln" -c "$CONFIGURATION" -v:quiet
}
