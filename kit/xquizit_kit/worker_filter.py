"""What a worker gives up for good: sockets and other processes. By seccomp, which needs no privilege; see seccomp(2).

Linux on x86_64 and aarch64. Elsewhere, and where a kernel has no seccomp, `give_up` tries older means and tells what is
left undone.
"""

import ctypes
import errno
import os
import platform
import resource
import struct
import sys
from collections.abc import Iterable, Iterator

NETWORK, PROCESSES = "network", "processes"
"""What can be given up: making sockets of any family; starting other processes, signalling and tracing them."""

_CALLS: dict[str, dict[str, int]] = {
    "x86_64": {
        **{"socket": 41, "socketpair": 53, "io_uring_setup": 425},
        **{"fork": 57, "vfork": 58, "clone": 56, "clone3": 435, "execve": 59, "execveat": 322},
        **{"ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311},
        **{"kill": 62, "tkill": 200, "tgkill": 234, "pidfd_open": 434, "pidfd_send_signal": 424, "pidfd_getfd": 438},
    },
    "aarch64": {
        **{"socket": 198, "socketpair": 199, "io_uring_setup": 425},
        **{"clone": 220, "clone3": 435, "execve": 221, "execveat": 281},
        **{"ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271},
        **{"kill": 129, "tkill": 130, "tgkill": 131, "pidfd_open": 434, "pidfd_send_signal": 424, "pidfd_getfd": 438},
    },
}
"""Numbers of system calls (the kernel's unistd.h); they never change."""
_REFUSED = {
    NETWORK: ("socket", "socketpair", "io_uring_setup"),  # a ring could make sockets past this filter
    PROCESSES: (
        *("fork", "vfork", "execve", "execveat", "ptrace", "process_vm_readv", "process_vm_writev"),
        *("kill", "tkill", "pidfd_open", "pidfd_send_signal", "pidfd_getfd"),
    ),
}
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_CALLS = 0x40000000
"""x86_64's second table of the same calls begins here."""

_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_AT_NUMBER, _AT_ARCH, _AT_FIRST_ARGUMENT = 0, 4, 16
"""Offsets in struct seccomp_data; of an argument the low half."""
_ALLOW, _FAIL = 0x7FFF0000, 0x00050000
_CLONE_THREAD = 0x00010000
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _SECCOMP_MODE_FILTER = 22, 38, 2


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def give_up(what: Iterable[str]) -> frozenset[str]:
    """Gives up `what` for this process and all threads to come, and returns what of it could not be.

    Call it while the process has one thread. A refused call fails with EPERM; threads can still be started.

    Args:
        what: Of `NETWORK`, `PROCESSES`.
    """
    wanted = frozenset(what)
    if sys.platform != "linux":
        return wanted
    if not wanted or _filtered(wanted):
        return frozenset()
    return wanted - _by_older_means(wanted)


def _filtered(wanted: frozenset[str]) -> bool:
    machine = platform.machine()
    if machine not in _CALLS:
        return False
    code = b"".join(_instructions(machine, wanted))
    program = _Program(len(code) // 8, code)
    prctl = ctypes.CDLL(None).prctl
    if prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def _instructions(machine: str, wanted: frozenset[str]) -> Iterator[bytes]:
    """The filter. A jump counts the instructions to leave out, so every test is followed by its own answer."""
    calls = _CALLS[machine]
    refuse = _op(_RETURN, _FAIL | errno.EPERM)
    yield _op(_LOAD, _AT_ARCH)
    yield _op(_IF_EQUAL, _AUDIT_ARCH[machine], 1, 0) + refuse
    yield _op(_LOAD, _AT_NUMBER)
    if machine == "x86_64":
        yield _op(_IF_AT_LEAST, _X32_CALLS, 0, 1) + refuse
    for call in (call for kind in sorted(wanted) for call in _REFUSED[kind] if call in calls):
        yield _op(_IF_EQUAL, calls[call], 0, 1) + refuse
    if PROCESSES in wanted:
        # The C library takes `clone` where there is no `clone3`, whose flags lie where a filter cannot look.
        yield _op(_IF_EQUAL, calls["clone3"], 0, 1) + _op(_RETURN, _FAIL | errno.ENOSYS)
        yield _op(_IF_EQUAL, calls["clone"], 0, 3)
        yield _op(_LOAD, _AT_FIRST_ARGUMENT) + _op(_IF_ANY_BIT, _CLONE_THREAD, 1, 0) + refuse
        yield _op(_LOAD, _AT_NUMBER)
        # `abort` signals the thread that it runs on.
        yield _op(_IF_EQUAL, calls["tgkill"], 0, 3)
        yield _op(_LOAD, _AT_FIRST_ARGUMENT) + _op(_IF_EQUAL, os.getpid(), 1, 0) + refuse
    yield _op(_RETURN, _ALLOW)


def _op(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def _by_older_means(wanted: frozenset[str]) -> frozenset[str]:
    """What could be given up without a filter: an empty network, and no right to a further process (not for root)."""
    given_up: set[str] = set()
    if NETWORK in wanted and ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0:
        given_up.add(NETWORK)
    if PROCESSES in wanted and os.geteuid() != 0:
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
        given_up.add(PROCESSES)
    return frozenset(given_up)
