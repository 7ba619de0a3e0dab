#!/bin/sh
# PyAudio, which RealtimeTTS wants, is compiled: has a C compiler and PortAudio's headers here, or says what is missing.
set -eu
compiler=${CC:-cc}
command -v "$compiler" >/dev/null 2>&1 || compiler=gcc
command -v "$compiler" >/dev/null 2>&1 || { echo "kokoro: a C compiler is missing: install gcc (Debian: apt-get install gcc)" >&2; exit 1; }
has_portaudio() { echo '#include <portaudio.h>' | "$compiler" -E - >/dev/null 2>&1; }
if has_portaudio; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "kokoro: installing portaudio19-dev by apt-get"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq portaudio19-dev >/dev/null
    if has_portaudio; then exit 0; fi
fi
echo "kokoro: PortAudio's headers are missing: install portaudio19-dev (Debian, Ubuntu), portaudio-devel (Fedora) or portaudio (Homebrew)" >&2
exit 1
