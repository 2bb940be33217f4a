"""What must be right before a page is served; each that is not is named, with what to do (T10)."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask
from sqlalchemy.engine import make_url

from crm import schema
from crm.config import Settings
from crm.demo import staff
from crm.errors import Unusable
from crm.register import defaults

# Of these SQLite's own documentation says that their locks cannot be relied on.
NETWORKS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ceph", "glusterfs"})
MOUNTS = Path("/proc/mounts")


def require_sound(app: Flask) -> None:
    """Raise Unusable unless database and settings are of this version, and SQLite's file is where it is safe."""
    settings: Settings = app.config["HEARTH"]
    if settings.production and settings.database_url.startswith("sqlite:"):
        _require_own_disk(Path(make_url(settings.database_url).database or ""))
    with app.app_context():
        if not schema.is_current():
            raise Unusable(
                "the database is not of this version of Hearth: run `crm init` first, which keeps its data"
            )
        if new := defaults.lacking():
            raise Unusable(
                f"the database lacks national settings of this version ({', '.join(new)}): run `crm init` first, "
                "which keeps its data"
            )
        if settings.production and (open_to_all := staff.of_known_password()):
            raise Unusable(
                f"the database holds the demonstration or its accounts ({', '.join(open_to_all)}), whose password "
                "everybody can read. Name an empty database in CRM_DATABASE_URL and run `crm init`; to look at the "
                "demonstration, start without CRM_ENV=production"
            )


def _require_own_disk(file: Path) -> None:
    folder = file.resolve().parent
    kind = kind_of_disk(folder)
    if kind in NETWORKS:
        raise Unusable(
            f"{file} is on a network disk ({kind}), where SQLite's locks do not hold: "
            "put it on a disk of this machine, or use PostgreSQL (CRM_DATABASE_URL)"
        )
    if not os.access(folder, os.W_OK):
        raise Unusable(f"{folder} cannot be written to by the user that Hearth runs as")


def kind_of_disk(folder: Path) -> str | None:
    """The file system that holds a folder, where the system says so."""
    if not MOUNTS.exists():
        return None
    mounts = [line.split() for line in MOUNTS.read_text().splitlines()]
    found = [(mount[1], mount[2]) for mount in mounts if folder.is_relative_to(mount[1].replace("\\040", " "))]
    return max(found, key=lambda each: len(each[0]))[1] if found else None
