# shellcheck shell=bash
# The host: published once into artifacts/host, run from there with the caller's directory, so that paths given on the
# command line mean what the caller thinks.

readonly HOST_PROJECT="$ROOT/src/VoiceAgent.Host/VoiceAgent.Host.csproj"
readonly HOST="$ROOT/artifacts/host"

publish_host() {
    require_dotnet
    [[ -f "$HOST_PROJECT" ]] || fail "src/VoiceAgent.Host is not here."
    build_page
    note "host: dotnet publish ($CONFIGURATION)"
    quietly dotnet publish "$HOST_PROJECT" -c "$CONFIGURATION" -o "$HOST" -v:quiet
}

# run_host ARGUMENTS…: becomes the host, so that signals and the exit status are its own.
run_host() {
    exec dotnet "$HOST/voiceagent.dll" "$@"
}
