"""`crm backup` and `crm restore`: a copy of everything in one file, and putting it back."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from crm import create_app, formatters
from crm.cli.progress import Bar
from crm.commands import backups
from crm.commands.settings import install_national_defaults
from crm.exchange.backup import restoring, taking
from crm.extensions import patience

MEGABYTE = 1_000_000
LONGEST_IMPORT = 600  # seconds for which another writer may keep SQLite; copying waits for none


def register(subcommands: Any) -> None:
    backup = subcommands.add_parser(
        "backup", help="write a copy of everything to a new file, while the service is in use"
    )
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.set_defaults(run=_backup)
    restore = subcommands.add_parser("restore", help="put back what `crm backup` wrote, on either kind of database")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument(
        "--replace", action="store_true", help="where the database holds something: everything in it is lost"
    )
    restore.set_defaults(run=_restore)


def _backup(args: argparse.Namespace) -> int:
    with create_app().app_context(), Bar("rows copied") as bar:
        taken = taking.take(args.file, bar)
    with create_app().app_context(), patience(LONGEST_IMPORT):
        backups.note_taken(taken.rows)
    sys.stdout.write(
        f"Copied {taken.rows:,} rows of {taken.tables} tables to {args.file} ({taken.size / MEGABYTE:,.1f} MB).\n"
        "It holds everybody's particulars: keep it where only those who may see them all can.\n"
    )
    return 0


def _restore(args: argparse.Namespace) -> int:
    with create_app().app_context():
        with Bar("rows read and found whole") as proving, Bar("rows put back") as loading:
            restored = restoring.restore(
                args.file,
                replace=args.replace,
                finish=backups.hold_back,
                proving=proving,
                loading=loading,
            )
        install_national_defaults()
        backups.note_restored(restored.made_at.isoformat(timespec="seconds"))
        sys.stdout.write(_said(restored))
    return 0


def _said(restored: restoring.Restored) -> str:
    when = formatters.moment(restored.made_at)
    lines = [
        f"Put back {restored.rows:,} rows of {restored.tables} tables, as they were on {when}.",
        "Everybody must sign in again, and invitations be sent again. `crm check` proves that the figures hold.",
    ]
    if restored.finished:
        jobs = "1 job" if restored.finished == 1 else f"{restored.finished} jobs"
        lines.append(f"Not done again: {jobs} that waited when the backup was made, and may have been done since.")
    return "\n".join(lines) + "\n"
