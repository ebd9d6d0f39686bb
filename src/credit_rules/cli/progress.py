"""How far a long run has come: a bar on standard error, only where somebody watches."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

from credit_rules.cli.words import Lang, word

__all__ = ["watched"]

_Item = TypeVar("_Item")

_MANY: Final = 200
"""Below this many, the answer is there before a bar could be read."""


def watched(
    items: Iterable[_Item], total: int, lang: Lang, *, streaming: bool = False, slow: bool = False
) -> Iterator[_Item]:
    """The same items, with a bar while they are worked on.

    The bar is drawn on standard error, and wiped when the work is done. There is none when standard
    error is a file, nor when answers are streamed to the same terminal between its strokes.

    Args:
        items: what is worked on.
        total: how many they are.
        lang: the language of the bar.
        streaming: whether an answer is printed for each of them.
        slow: whether each takes so long that a few are worth a bar.
    """
    shown = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    few = total <= (1 if slow else _MANY)
    if few or not shown or (streaming and sys.stdout.isatty()):
        yield from items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(word("deciding", lang)), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    # Rich would otherwise stand between a print and its stream, and wrap what is printed.
    with Progress(
        *columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False
    ) as progress:
        yield from progress.track(items, total=total)
