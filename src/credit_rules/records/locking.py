"""One writer at a time: a lock of the operating system, which ends with the process that holds it.

So a writer that crashed leaves no lock behind, which a file that is merely there would.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["only_writer"]


@contextmanager
def only_writer(path: Path) -> Iterator[bool]:
    """Hold the lock on a file while the block runs; yields False at once if somebody else does.

    Raises:
        OSError: the file cannot be opened.
    """
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    file = os.open(path, flags, 0o600)
    try:
        yield _taken(file)
    finally:
        os.close(file)  # which gives the lock back


if sys.platform == "win32":
    import msvcrt

    def _taken(file: int) -> bool:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _taken(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
