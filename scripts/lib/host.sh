# shellcheck shell=bash
# The host: published once into artifacts/host, run from there with the caller's directory, so that paths given on the
# command line mean what the caller thinks.

readonly HOST_PROJECT="$ROOT/src/VoiceAgent.Host/VoiceAgent.Host.csproj"
readonly HOST="$ROOT/artifacts/host"

publish_host() {
    require_dotnet
    [[ -f "$HOST_PROJECT" ]] || fail "src/VoiceAgent.Host is not here."
    build_page
    if is_current "$HOST/.published" "$ROOT"/{src,eng,Directory.Build.props,Directory.Packages.props,global.json}; then
        note "host: up to date"
        return 0
    fi
    note "host: dotnet publish ($CONFIGURATION)"
    # Beside the old one: a host that runs from it keeps its files.
    rm -rf -- "$HOST.new"
    quietly dotnet publish "$HOST_PROJECT" -c "$CONFIGURATION" -o "$HOST.new" -v:quiet
    touch "$HOST.new/.published"
    rm -rf -- "$HOST"
    mv "$HOST.new" "$HOST"
}

# run_host ARGUMENTS…: becomes the host, so that signals and the exit status are its own.
run_host() {
    exec dotnet "$HOST/voiceagent.dll" "$@"
}
