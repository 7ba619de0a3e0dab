"""Runs a program that cannot outlive its parent: `python -I -S tether.py SIGTERM program arguments…`.

Linux sends the signal to the program when its parent dies, however it dies (PR_SET_PDEATHSIG; it survives exec).
Other kernels have no such thing: there the program just runs. Imports little: it runs before every process.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Asks the kernel for the signal, then becomes the program."""
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.Signals[sys.argv[1]].value, 0, 0, 0)
    if os.getppid() != parent:  # it died before the kernel knew
        sys.exit(1)
    os.execvp(sys.argv[2], sys.argv[2:])


if __name__ == "__main__":
    main()
