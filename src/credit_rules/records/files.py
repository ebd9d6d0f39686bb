"""Files of an archive: read with suspicion, written so that a crash leaves the old or the new.

An archive may come from anywhere. A link, a pipe or a file without end is told, never followed,
waited for or read; no name that stands in a file is ever used as a path.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Final

from credit_rules.model.codes import Code

__all__ = ["Unread", "append", "open_plain", "put", "read", "remove"]

_PART: Final = ".part"


class Unread(Code):
    """Why there are no bytes."""

    MISSING = "missing", "没有这个文件"
    NOT_A_FILE = "not a plain file", "不是普通文件"
    TOO_LARGE = "too large", "过大"
    NOT_READABLE = "not readable", "无法读取"


def open_plain(path: Path) -> int | Unread:
    """A descriptor of a plain file, which the caller closes. Neither links nor pipes are opened."""
    careful = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return Unread.NOT_A_FILE
        file = os.open(path, os.O_RDONLY | careful | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return Unread.MISSING
    except OSError:
        return Unread.NOT_READABLE
    if stat.S_ISREG(os.fstat(file).st_mode):
        return file
    os.close(file)
    return Unread.NOT_A_FILE


def read(path: Path, limit: int) -> bytes | Unread:
    """The bytes of a plain file of at most `limit` bytes, or why there are none."""
    file = open_plain(path)
    if isinstance(file, Unread):
        return file
    try:
        with os.fdopen(file, "rb") as stream:
            data = stream.read(limit + 1)
    except OSError:
        return Unread.NOT_READABLE
    return Unread.TOO_LARGE if len(data) > limit else data


def put(path: Path, data: bytes) -> None:
    """Write a whole file, on the disk before it has its name: it is there entirely or not at all.

    Raises:
        OSError: it cannot be written.
    """
    part = path.with_name(path.name + _PART)
    part.unlink(missing_ok=True)
    file = os.open(part, _NEW, 0o600)
    with os.fdopen(file, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)
    _keep_names(path.parent)


def append(path: Path, data: bytes) -> None:
    """Write at the end of a file, which is made if it is not there, and wait for the disk.

    What could be written of it is taken back where the disk is full; only a machine that stops in
    the middle leaves a part.

    Raises:
        OSError: it cannot be written.
    """
    fresh = not path.exists()
    file = os.open(path, _AT_THE_END, 0o600)
    try:
        before = os.fstat(file).st_size
        try:
            _write(file, data)
            os.fsync(file)
        except OSError:
            os.ftruncate(file, before)
            raise
    finally:
        os.close(file)
    if fresh:
        _keep_names(path.parent)


def _write(file: int, data: bytes) -> None:
    """Write in one go, so that a reader never sees half a line."""
    if os.write(file, data) != len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def remove(path: Path) -> None:
    """Remove a file, and wait until its folder says so on the disk.

    Raises:
        OSError: it cannot be removed.
    """
    path.unlink()
    _keep_names(path.parent)


_NEW: Final = (
    os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
)
_AT_THE_END: Final = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_APPEND
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_BINARY", 0)
)


def _keep_names(folder: Path) -> None:
    """Have the names in a folder on the disk; Windows keeps them without being asked."""
    if os.name == "nt":
        return
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
