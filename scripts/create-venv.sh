#!/bin/sh
# Create a virtual environment with Python 3.11 or newer, in the directory given as the only argument.
#
# Debian and Ubuntu keep a part of Python's venv module in a package of its own. As root it is installed; an ordinary
# user is told the one command, and the exit code is 6, as everywhere when the machine lacks something.
set -eu

directory=$1

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if new_enough "$name"; then
            echo "$name"
            return
        fi
    done
    echo 'Python 3.11 or newer is needed; name it with PYTHON=/path/to/python make ...' >&2
    exit 6
}

can_make_venv() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null
}

provide_venv_module() {
    package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if ! command -v apt-get >/dev/null; then
        echo "$1 lacks its venv module" >&2
        exit 6
    fi
    if [ "$(id -u)" -ne 0 ]; then
        echo "$1 lacks its venv module; install it with: sudo apt-get install -y $package" >&2
        exit 6
    fi
    echo "installing $package" >&2
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "$package" >/dev/null
}

python=$(find_python)
can_make_venv "$python" || provide_venv_module "$python"
"$python" -m venv --clear "$directory"
