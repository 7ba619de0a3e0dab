"""How much memory a process holds."""

import os
from pathlib import Path


def rss_bytes(pid: int) -> int:
    """What it holds in RAM now; 0 where nobody tells (not Linux), or when it is gone."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
