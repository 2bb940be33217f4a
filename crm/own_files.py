"""What only the user that Hearth runs as may read: the file of SQLite, and the folder that Hearth makes for it."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy.engine import URL

FOLDER, FILE = 0o700, 0o600


def folder(path: Path) -> Path:
    """A folder of Hearth's own, made if there is none; closed to others, also where an earlier version made it."""
    path.mkdir(mode=FOLDER, exist_ok=True)
    _close(path, FOLDER)
    return path


def database(url: URL) -> None:
    """Make the file of SQLite before SQLite does, which would let everybody on the machine read it.

    It gives the files beside it (-wal, -shm) the mode that this one has. What there is already is closed to others
    where it is ours; the folder is left as it is, for it may be another's.
    """
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return
    file = Path(str(url.database))
    if file.parent.is_dir() and os.access(file.parent, os.W_OK):
        file.touch(mode=FILE)
    for each in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm", "-journal"))):
        _close(each, FILE)


def _close(path: Path, mode: int) -> None:
    if path.exists() and path.stat().st_uid == os.geteuid() and path.stat().st_mode & 0o077:
        path.chmod(mode)
