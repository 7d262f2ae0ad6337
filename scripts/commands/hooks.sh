# shellcheck shell=bash
# Makes git check formatting before each commit.
#
#   hooks [--off]

run() {
    case "${1:-}" in
        "") git -C "$ROOT" config core.hooksPath scripts/hooks && note "Commits are checked by scripts/hooks/pre-commit." ;;
        --off) git -C "$ROOT" config --unset core.hooksPath || true ;;
        -h | --help) usage hooks ;;
        *) misuse hooks "unknown option '$1'." ;;
    esac
}
