#!/usr/bin/env bash
# Makes a virtual environment with the first Python of 3.11 or newer: the one named, else the first that is found.
# One that is there already and works stays as it is.
#
#   tools/make_venv.sh FOLDER [PYTHON]
set -euo pipefail

folder=$1
wanted=${2:-}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

version_of() {
    if command -v "$1" >/dev/null; then "$1" --version 2>&1 || true; else echo "not there"; fi
}

find_python() {
    local candidate
    for candidate in ${wanted:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if command -v "$candidate" >/dev/null && new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    printf 'Python 3.11 or newer is needed; %s is %s.\n' "${wanted:-python3}" "$(version_of "${wanted:-python3}")" >&2
    printf '    install it, or name one: make site PYTHON=/path/to/python3.12\n' >&2
    return 1
}

if [ -x "$folder/bin/python" ] && new_enough "$folder/bin/python" && "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
    exit 0
fi
python=$(find_python)
echo "Making $folder with $(version_of "$python")"
rm -rf "$folder"
if ! said=$("$python" -m venv "$folder" 2>&1); then
    printf '%s\n' "$said" >&2
    printf '%s cannot make a virtual environment.\n    on Debian: apt-get install python3-venv\n' "$python" >&2
    exit 1
fi
