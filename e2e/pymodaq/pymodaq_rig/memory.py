"""Memory of processes that are not ours."""

import psutil


def resident(pid: int) -> int:
    """Resident memory of a process [bytes]."""
    return int(psutil.Process(pid).memory_info().rss)
