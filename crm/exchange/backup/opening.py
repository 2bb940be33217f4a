"""Reading a backup: whether it is one, whether it is whole, and the rows that it holds."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from crm import schema
from crm.errors import Refused
from crm.exchange.backup import FORMAT, MANIFEST, VERSION, Tell, member, silent
from crm.exchange.backup.rows import Shape
from crm.exchange.backup.values import KINDS

PIECE = 1 << 20  # bytes
_TROUBLE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, TypeError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Kept:
    """What the manifest says of one table."""

    shape: Shape
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Backup:
    """An open backup, whose manifest was read."""

    name: str
    archive: zipfile.ZipFile
    made_at: datetime
    migration: str
    tables: tuple[Kept, ...]
    left_out: frozenset[str]

    @property
    def rows(self) -> int:
        return sum(kept.rows for kept in self.tables)

    def prove(self, tell: Tell = silent) -> None:
        """Read all of it, and compare it with its checksums. Refused: something in it was changed or lost."""
        done = 0
        with _in_words(self.name):
            for kept in self.tables:
                digest, found = hashlib.sha256(), 0
                with self.archive.open(member(kept.shape.name)) as rows:
                    while piece := rows.read(PIECE):
                        digest.update(piece)
                        found += piece.count(b"\n")
                        tell(done + found, self.rows)
                if (found, digest.hexdigest()) != (kept.rows, kept.sha256):
                    raise _damaged(self.name, f"what it holds of '{kept.shape.name}' is not what was written")
                done += found

    def lines(self, kept: Kept) -> Iterator[list[Any]]:
        """The rows of a table."""
        with _in_words(self.name), self.archive.open(member(kept.shape.name)) as rows:
            for line in io.BufferedReader(rows, PIECE):  # type: ignore[type-var] # it is a raw stream, says zipfile
                yield json.loads(line)


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """A backup, its manifest read and understood. Refused, in words: it is none, or damaged, or too new."""
    try:
        archive = zipfile.ZipFile(path)
    except OSError as problem:
        raise Refused(f"{path} cannot be read: {problem.strerror or problem}") from None
    except _TROUBLE:
        raise Refused(f"{path} is not a backup that Hearth made, or was cut short: nothing was changed") from None
    with archive:
        yield _understood(path.name, archive)


def _understood(name: str, archive: zipfile.ZipFile) -> Backup:
    if MANIFEST not in archive.namelist():
        raise Refused(f"{name} is not a backup that Hearth made: nothing was changed")
    with _in_words(name):
        text = archive.read(MANIFEST)
        if hashlib.sha256(text).hexdigest().encode() != archive.comment:
            raise _damaged(name, "its manifest is not what was written")
        said = json.loads(text)
        if said["format"] != FORMAT:
            raise Refused(f"{name} is not a backup that Hearth made: nothing was changed")
        _not_newer(name, said["version"], str(said["migration"]))
        tables = tuple(_kept(each) for each in said["tables"])
        made_at, left_out = datetime.fromisoformat(said["made_at"]), frozenset(map(str, said["left_out"]))
        return Backup(name, archive, made_at, str(said["migration"]), tables, left_out)


def _kept(said: dict[str, Any]) -> Kept:
    columns = tuple((str(column), str(kind)) for column, kind in said["columns"])
    if not {kind for _, kind in columns} <= KINDS:
        raise ValueError("a kind of column that this version does not know")
    return Kept(Shape(str(said["name"]), columns), int(said["rows"]), str(said["sha256"]))


def _not_newer(name: str, version: int, migration: str) -> None:
    known = schema.known()
    if version > VERSION or migration > known[-1]:
        raise Refused(
            f"{name} was made by a newer Hearth (its database had migration {migration}, this program knows up to "
            f"{known[-1]}): update Hearth first. Nothing was changed"
        )
    if migration not in known:
        raise _damaged(name, f"there is no migration {migration}")


def _damaged(name: str, how: str) -> Refused:
    return Refused(f"{name} is damaged: {how}. Nothing was changed. Restore another backup")


@contextmanager
def _in_words(name: str) -> Iterator[None]:
    """What reading a broken ZIP can raise, as a refusal."""
    try:
        yield
    except OSError as problem:
        raise Refused(f"{name} cannot be read: {problem.strerror or problem}") from None
    except _TROUBLE:
        raise _damaged(name, "it cannot be read to its end") from None
