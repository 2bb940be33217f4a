"""Making a backup while the service is in use: one transaction sees everything as it was at one moment."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, text

from crm import clock, schema
from crm.errors import Refused, Unusable
from crm.exchange.backup import ABOUT, FORMAT, LEFT_OUT, MANIFEST, VERSION, Tell, member, rows, silent
from crm.exchange.backup.rows import Shape
from crm.extensions import db, reading

QUICKLY = 3  # of zlib's nine: a fifth larger than its usual six, in half the time
SAYS = """A copy of everything that this Hearth held at one moment, personal particulars included.
Keep it as safe as the database itself.

`crm restore FILE` puts it into a database, SQLite or PostgreSQL. Without Hearth: manifest.json names
each table with its columns, and <table>.jsonl has one row a line, as a JSON array.
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a backup holds."""

    tables: int
    rows: int
    size: int  # bytes


def take(path: Path, tell: Tell = silent) -> Taken:
    """Write a backup to a new file that only its owner can read. Refused: there is such a file already.

    The file is there whole or not at all: it is written under another name, and renamed when it is on the disk.
    """
    if not schema.is_current():
        raise Unusable("the database is not of this version of Hearth: run `crm init` first, which keeps its data")
    if path.exists() and (not path.is_file() or path.stat().st_size):
        raise Refused(f"{path} exists already: a backup never replaces a file. Choose another name")
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        with (
            _new_file(unfinished) as file,
            rows.trouble("the backup could not be made"),
            _one_moment() as connection,
        ):
            taken = _write(file, connection, tell)
        unfinished.replace(path)
        _keep_the_name(path.parent)
    except OSError as problem:
        raise Refused(f"the backup could not be written to {path}: {problem.strerror or problem}") from None
    finally:
        unfinished.unlink(missing_ok=True)
    return Taken(*taken, size=path.stat().st_size)


@contextmanager
def _new_file(path: Path) -> Iterator[IO[bytes]]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _keep_the_name(folder: Path) -> None:
    """A new name is on the disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _one_moment() -> Iterator[Connection]:
    """A transaction in which nothing changes, and which keeps nobody from writing."""
    with reading(), db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        else:
            connection.execute(text("SELECT count(*) FROM sqlite_master"))  # from here on it sees one moment
        yield connection
        connection.rollback()


def _write(file: IO[bytes], connection: Connection, tell: Tell) -> tuple[int, int]:
    shapes = [rows.shape_of(table) for table in db.metadata.sorted_tables if table.name not in LEFT_OUT]
    total = sum(rows.count(connection, shape.name) for shape in shapes)
    done, tables = 0, []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICKLY) as archive:
        archive.writestr(ABOUT, SAYS)
        for shape in shapes:
            tables.append(_table(archive, connection, shape, lambda more, done=done: tell(done + more, total)))
            done += tables[-1]["rows"]
        manifest = _manifest(connection, tables)
        archive.writestr(MANIFEST, manifest)
        archive.comment = hashlib.sha256(manifest).hexdigest().encode()
    return len(tables), done


def _table(archive: zipfile.ZipFile, connection: Connection, shape: Shape, tell: Any) -> dict[str, Any]:
    """Write the rows of a table; what the manifest says of it."""
    digest, count = hashlib.sha256(), 0
    with archive.open(member(shape.name), "w", force_zip64=True) as into:
        for piece, found in rows.pieces(connection, shape):
            digest.update(piece)
            into.write(piece)
            count += found
            tell(count)
    return {"name": shape.name, "columns": shape.columns, "rows": count, "sha256": digest.hexdigest()}


def _manifest(connection: Connection, tables: list[dict[str, Any]]) -> bytes:
    said = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": clock.now().isoformat(),
        "made_on": connection.dialect.name,
        "migration": schema.known()[-1],
        "left_out": sorted(LEFT_OUT),
        "tables": tables,
    }
    return json.dumps(said, indent=1).encode()
