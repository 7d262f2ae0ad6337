# shellcheck shell=bash
# Plays a recorded question to the agent and shows the timeline of its answer.
#
#   talk QUESTION.wav [--out REPLY.wav] [--url URL] [--json]
#
# Every argument goes to the host's own command: talk --help shows them all.

run() {
    publish_host >&2
    run_host talk "$@"
}
