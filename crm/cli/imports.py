"""`crm import`: load a council's tracker, or take such a load back."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, BinaryIO

from crm import actor, create_app, words
from crm.cli.progress import Bar
from crm.commands import following, imports
from crm.errors import Refused, Unusable
from crm.exchange.placements import loading as placements
from crm.exchange.placements.loading import Result as Stays
from crm.exchange.placements.reading import COLUMNS
from crm.exchange.tracker import loading, refused
from crm.exchange.tracker.loading import Result
from crm.journey.saying import said

MOST_DIGITS = 18  # of a number that every database can hold


def register(subcommands: Any) -> None:
    part = subcommands.add_parser("import", help="load a tracker, or take a load back")
    verbs = part.add_subparsers(dest="verb", required=True, metavar="tracker|placements|undo")
    tracker = verbs.add_parser("tracker", help="load the spreadsheet that a team keeps, CSV or XLSX")
    _with_options(tracker)
    tracker.set_defaults(run=_tracker)
    stays = verbs.add_parser(
        "placements",
        help="load children's placements, by reference, from CSV or XLSX",
        description="One row a stay, the columns: " + ", ".join(COLUMNS) + ". `household` is Hearth's reference or "
        "the tracker's; `child` is the reference of the council's case system, never a name; `to_on` is the day on "
        "which the place was free again; `siblings` is a reference that siblings share. "
        "Codes are those of the council's lists, which the settings show.",
    )
    _with_options(stays)
    stays.set_defaults(run=_placements)
    undo = verbs.add_parser("undo", help="take a batch back")
    undo.add_argument("batch", metavar="BATCH", type=_batch)
    undo.set_defaults(run=_undo)


def _with_options(part: argparse.ArgumentParser) -> None:
    part.add_argument("file", metavar="FILE", type=Path)
    part.add_argument("--agency", metavar="SLUG", required=True)
    part.add_argument("--dry-run", action="store_true", help="say what would happen, and load nothing")
    part.add_argument(
        "--skip-bad-rows", action="store_true", help="load the good rows, and write the others to FILE-refused.csv"
    )


def _batch(text: str) -> int:
    """The number of a batch; argparse refuses what the database could not even look for."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0
    if not number:
        raise argparse.ArgumentTypeError(f"'{text[:40]}' is not the number of a batch; expected one like 12")
    return number


def _tracker(args: argparse.Namespace) -> int:
    path: Path = args.file
    with create_app().app_context():
        agency_id = imports.agency_called(args.agency)
        with _opened(path) as file, Bar("rows") as bar:
            try:
                result = loading.load(
                    file,
                    path.name,
                    agency_id,
                    by=actor.system(agency_id),
                    dry_run=args.dry_run,
                    skip_bad_rows=args.skip_bad_rows,
                    progress=bar,
                )
            except Refused as refusal:
                raise Refused(f"{path.name}: {refusal.message}") from None
            left_out = result.good and result.findings.problems and not args.dry_run
            rejects = refused.as_csv(file, result.findings) if left_out else None
    _report(result, loading.in_words(result))
    if rejects is not None:
        sys.stdout.write(f"The refused rows are in {_kept(path, rejects)}\n")
    return 0 if result.good else 1


def _placements(args: argparse.Namespace) -> int:
    path: Path = args.file
    with create_app().app_context():
        agency_id = imports.agency_called(args.agency)
        with _opened(path) as file:
            try:
                result = placements.load(
                    file,
                    path.name,
                    agency_id,
                    by=actor.system(agency_id),
                    dry_run=args.dry_run,
                    skip_bad_rows=args.skip_bad_rows,
                )
            except Refused as refusal:
                raise Refused(f"{path.name}: {refusal.message}") from None
            left_out = result.good and result.findings.problems and not args.dry_run
            rejects = refused.as_csv(file, result.findings) if left_out else None
    _report(result, placements.in_words(result))
    if rejects is not None:
        sys.stdout.write(f"The refused rows are in {_kept(path, rejects)}\n")
    return 0 if result.good else 1


def _opened(path: Path) -> BinaryIO:
    try:
        if path.is_dir():
            raise Unusable(f"'{path}' is a folder; expected a CSV or XLSX file")
        file = path.open("rb")
    except OSError as wrong:
        raise Unusable(f"'{path}' cannot be read: {(wrong.strerror or 'it fails').lower()}") from None
    if not file.seekable():  # a pipe: the file is read more than once
        file.close()
        raise Unusable(f"'{path}' is no file that can be read twice; expected a CSV or XLSX file, saved on disk")
    return file


def _kept(path: Path, content: bytes) -> Path:
    """Write a file beside the tracker, over nothing that is there; where it is."""
    number = 1
    while True:
        ending = "-refused.csv" if number == 1 else f"-refused-{number}.csv"
        target = path.with_name(path.stem + ending)
        try:
            with target.open("xb") as file:
                file.write(content)
        except FileExistsError:
            number += 1
        except OSError as wrong:
            why = (wrong.strerror or "it fails").lower()
            raise Unusable(f"the good rows are loaded, but '{target}' cannot be written: {why}") from None
        else:
            return target


def _report(result: Result | Stays, said: list[str]) -> None:
    """Problems on standard error, one a line; all else on standard output."""
    sys.stderr.writelines(f"{problem}\n" for problem in result.findings.problems)
    sys.stdout.writelines(f"warning: {warning}\n" for warning in result.findings.warnings)
    sys.stdout.writelines(f"{line}\n" for line in said)


def _undo(args: argparse.Namespace) -> int:
    with create_app().app_context():
        agency_id = imports.agency_of(args.batch)
        with Bar("rows") as bar:
            undone = imports.undo(args.batch, by=actor.system(agency_id), progress=bar)
    for touched in undone.touched:
        later = ", ".join(f"{words.EVENTS[event.kind]} on {said(event.happened_on)}" for event in touched.events)
        sys.stdout.write(f"row {touched.row}, reference {touched.reference}, was touched since: {later}\n")
    brought = f"{undone.rows:,} rows, {undone.events:,} events"
    sys.stdout.writelines(f"{each}\n" for each in following.sentences(undone.followed))
    if undone.placements is not None:
        brought = f"{undone.placements or 'no'} placement{'' if undone.placements == 1 else 's'} changed"
    sys.stdout.write(f"Batch {undone.batch} ({undone.file_name}) is taken back: {brought}\n")
    return 0
