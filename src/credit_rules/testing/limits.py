"""A limit to how long something may work."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["at_most"]


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Stop what is done inside once the process has worked that long on it.

    It is work that counts, not the clock: a busy machine changes nothing. Where a process cannot be
    interrupted (on Windows, and beside its main thread) there is no limit.

    Args:
        seconds: of work.

    Raises:
        TimeoutError: it took longer.
    """
    able = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not able:
        yield
        return

    def stop(_signal: int, _frame: object) -> None:
        raise TimeoutError(f"more than {seconds} seconds of work")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
