# shellcheck shell=bash

# is_current STAMP PATH…: true when STAMP exists and nothing below the paths changed since; build output does not count.
is_current() {
    [[ -e "$1" && -z "$(find "${@:2}" \( -name node_modules -o -name dist -o -name bin -o -name obj \) -prune -o \
        -newer "$1" -print -quit)" ]]
}
