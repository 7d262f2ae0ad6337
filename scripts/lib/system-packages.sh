# shellcheck shell=bash
# shellcheck disable=SC2034 # The commands use the groups.
# System packages, by group. "a|b" means: the first of them this system has.

# What the offline agent hears and speaks with, and the codec of WebRTC.
readonly RUNTIME_PACKAGES=("libpocketsphinx3|libpocketsphinx5" pocketsphinx-en-us libflite1 libopus0)
# What the tests and the linters drive besides.
readonly TEST_PACKAGES=(chromium shellcheck coturn python3-aiortc)

is_installed() {
    dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q '^install ok installed$'
}

# A package whose version says "snap" only points at one: useless in a container, so it does not count.
is_available() {
    local version
    version="$(apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: //p')"
    [[ -n "$version" && "$version" != "(none)" && "$version" != *snap* ]]
}

# as_root COMMAND…: runs it as root, or fails without asking for a password.
as_root() {
    if [[ "$(id -u)" == 0 ]]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

# choose ALTERNATIVES…: splits them into the caller's arrays: chosen (the first that can be installed) and unknown.
choose() {
    local wanted name
    chosen=() unknown=()
    for wanted in "$@"; do
        for name in ${wanted//|/ }; do
            if is_available "$name"; then
                chosen+=("$name")
                continue 2
            fi
        done
        unknown+=("$wanted")
    done
}

# missing_packages ALTERNATIVES…: prints those of which none is installed.
missing_packages() {
    local wanted name
    for wanted in "$@"; do
        for name in ${wanted//|/ }; do
            is_installed "$name" && continue 2
        done
        [[ "$wanted" == chromium ]] && have_browser && continue
        printf '%s\n' "$wanted"
    done
}

have_browser() {
    command -v chromium >/dev/null || command -v google-chrome >/dev/null
}

apt_install() {
    quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@"
}

apt_update() {
    note "apt-get update"
    quietly as_root apt-get update -qq -o DPkg::Lock::Timeout=300 || warn "apt-get update failed; trying with the lists there are."
}

# ensure_packages PURPOSE ALTERNATIVES…: installs what is missing. Where it may not, it prints the line that would, and
# the work goes on: everything these packages bring degrades instead of failing.
ensure_packages() {
    local purpose="$1" missing chosen unknown names
    shift
    if ! command -v apt-get >/dev/null; then
        warn "$purpose: no apt-get here; install the like of $* by hand."
        return 0
    fi

    mapfile -t missing < <(missing_packages "$@")
    if ((${#missing[@]} == 0)); then
        note "$purpose: all installed"
        return 0
    fi

    choose "${missing[@]}"
    if ! as_root true 2>/dev/null; then
        warn "$purpose: packages are missing, and installing them needs root. Run:"
        names=("${chosen[@]}" "${unknown[@]%%|*}")
        printf '\n    sudo apt-get update && sudo apt-get install -y %s\n\n' "${names[*]}" >&2
        return 0
    fi

    if ((${#unknown[@]} > 0)); then
        apt_update
        choose "${missing[@]}"
    fi
    ((${#unknown[@]} == 0)) || warn "$purpose: this system has no package ${unknown[*]}; what needs it will say so."
    ((${#chosen[@]} > 0)) || return 0

    note "$purpose: apt-get install ${chosen[*]}"
    apt_install "${chosen[@]}" || { apt_update && apt_install "${chosen[@]}"; } ||
        warn "$purpose: could not install ${chosen[*]}; what needs it will say so."
}
