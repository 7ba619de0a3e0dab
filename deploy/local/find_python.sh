#!/bin/sh
# Prints the Python that the environment is made with, or says in one sentence why there is none.
# Each candidate is run, because a name on PATH may be a shim of a version that is not installed.
right_version='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))'
right_modules='import venv, ensurepip'

for candidate in ${1:-python3.11 python3.12 python3 python}; do
    if "$candidate" -c "$right_version" >/dev/null 2>&1; then
        if "$candidate" -c "$right_modules" >/dev/null 2>&1; then
            echo "$candidate"
            exit 0
        fi
        lacking=$candidate
    fi
done
if [ -n "$lacking" ]; then
    echo "setup: $lacking cannot create environments: install its venv module (Debian: apt install $lacking-venv)." >&2
elif [ -n "$1" ]; then
    echo "setup: PYTHON=$1 is not a working Python 3.11 or 3.12." >&2
else
    echo "setup: xquizit needs Python 3.11 or 3.12: install one, or name it: make PYTHON=/path/to/python3.12 setup." >&2
fi
exit 1
