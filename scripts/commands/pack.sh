# shellcheck shell=bash
# Makes the NuGet packages and checks that each is complete.
#
#   pack [--version VERSION]
#
# The packages and their symbols go to artifacts/packages.

run() {
    local arguments=() packages="$ROOT/artifacts/packages"
    while (($# > 0)); do
        case "$1" in
            --version) arguments+=(-p:Version="${2:-}") && shift ;;
            --version=*) arguments+=(-p:Version="${1#*=}") ;;
            -h | --help) usage pack && return ;;
            *) misuse pack "unknown option '$1'." ;;
        esac
        shift || misuse pack "--version takes a version."
    done

    require_dotnet
    require_node
    rm -rf -- "$packages"
    step "Packing ($CONFIGURATION)"
    quietly dotnet pack "$ROOT/VoiceAgent.sln" -c "$CONFIGURATION" -o "$packages" -v:quiet "${arguments[@]}"
    step "Checking the packages"
    node "$ROOT/scripts/lib/verify-packages.mjs" "$packages"
}
