"""The files that a worker may still open: Python's own, those of libraries, its folder. By Landlock; see landlock(7).

Linux 5.13 and newer; needs no privilege. It also keeps a worker from what /proc tells of other processes: a service's
environment has keys in it.
"""

import ctypes
import os
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
"""Numbers of system calls, the same on all machines."""
_VERSION, _PATH_BENEATH = 1, 1
_READ = (1 << 2) | (1 << 3)
"""Files and folders."""
_READ_FILE, _WRITE_FILE = 1 << 2, 1 << 1
_FIRST_RIGHTS = (1 << 13) - 1
"""All that the first version knows: reading, writing, executing, making and removing of every kind."""
_TRUNCATE = 1 << 14
_TRUNCATE_SINCE = 3
_PR_SET_NO_NEW_PRIVS = 38

_SYSTEM = (
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share", "/usr/local/share", "/opt/homebrew"),
    *("/etc/ld.so.cache", "/etc/fonts", "/etc/localtime", "/dev/urandom", "/sys/devices/system/cpu"),
)
"""Libraries, and the data that they read."""


def keep_to_own_files() -> bool:
    """Gives up all files but `_SYSTEM`, Python's own, where modules come from, and the temporary folder.

    The folder that it was started in does not count, even where modules come from it: `.env` lies there.

    Returns:
        Whether it could be done.
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE_RULESET, None, 0, _VERSION)
    if version < 1:
        return False
    everything = _FIRST_RIGHTS | (_TRUNCATE if version >= _TRUNCATE_SINCE else 0)
    handled = ctypes.create_string_buffer(struct.pack("=Q", everything), 8)
    rules = libc.syscall(_CREATE_RULESET, handled, ctypes.c_size_t(8), 0)
    if rules < 0:
        return False
    try:
        for path, rights in _allowed(everything):
            with suppress(OSError):  # what is not here needs no rule
                _allow(libc, rules, path, rights)
        is_private = libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
        return bool(is_private and libc.syscall(_RESTRICT_SELF, rules, 0) == 0)
    finally:
        os.close(rules)


def _allowed(everything: int) -> Iterator[tuple[str, int]]:
    started_in = os.getcwd()
    for path in (*_SYSTEM, sys.prefix, sys.base_prefix, *sys.path[1:], os.environ.get("TESSDATA_PREFIX", "")):
        if path and os.path.abspath(path) != started_in:
            yield path, _READ
    yield os.devnull, _READ_FILE | _WRITE_FILE
    if (folder := os.environ.get("TMPDIR")) is not None:  # its own; /tmp is everybody's
        yield folder, everything


def _allow(libc: ctypes.CDLL, rules: int, path: str, rights: int) -> None:
    opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not os.path.isdir(path):
            rights &= _READ_FILE | _WRITE_FILE
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, opened), 12)
        libc.syscall(_ADD_RULE, rules, _PATH_BENEATH, rule, 0)
    finally:
        os.close(opened)
