"""Writing the files of a draft into the author's folder, and nowhere else.

Everything is looked at before anything is written, so that a draft is there whole or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from credit_rules.authoring.drafts import File
from credit_rules.authoring.order import DraftError

__all__ = ["place"]


def place(files: Sequence[File], folder: Path, *, force: bool = False) -> tuple[Path, ...]:
    """Write files below a folder, which is made if it is not there.

    Args:
        files: what to write.
        folder: where to.
        force: whether a file of another text may be written over. One of the same text is left as
            it is, with or without it.

    Returns:
        Every file, whether it was written or was there already.

    Raises:
        DraftError: a file is in the way, leads out of the folder, or cannot be written.
    """
    try:
        return _place(files, folder, force=force)
    except OSError as error:
        problem = error.strerror or "cannot be written"
        raise DraftError(f"{error.filename or folder}: {problem}") from None


def _place(files: Sequence[File], folder: Path, *, force: bool) -> tuple[Path, ...]:
    root = folder.resolve()
    waiting: list[tuple[Path, bytes]] = []
    placed: list[Path] = []
    for file in files:
        path, content = folder / file.name, file.text.encode()
        if path.is_symlink() or not path.resolve().is_relative_to(root):
            raise DraftError(f"{path}: 指向文件夹之外 (leads out of the folder)")
        placed.append(path)
        if path.exists():
            if path.is_file() and (file.yields or path.read_bytes() == content):
                continue
            if not force:
                raise DraftError(
                    f"{path}: 已经存在，没有覆盖；要覆盖请写 --force"
                    " (is there already and was left alone; --force writes over it)"
                )
        waiting.append((path, content))
    for path, content in waiting:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tuple(placed)
