# shellcheck shell=bash
# Measures the engine: cost per hop, sessions per core, interruption latency, VAD.
#
#   bench [OPTIONS]
#
# Every argument goes to the host's own command: bench --help shows them all.

run() {
    publish_host >&2
    run_host bench "$@"
}
