"""The `crm` command. Each module of this package registers its own part of it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from crm import schema
from crm.cli import agencies, audit, backups, database, deadlines, demo, imports, reports, serve, users, worker
from crm.errors import Busy, NotFound, Refused, Unusable

PARTS = (database, backups, agencies, users, imports, deadlines, reports, audit, demo, serve, worker)


def parser() -> argparse.ArgumentParser:
    """The whole command line: argparse answers wrong use with exit code 2."""
    top = argparse.ArgumentParser(prog="crm", description="Hearth, fostering recruitment and retention")
    subcommands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for part in PARTS:
        part.register(subcommands)
    return top


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command; exit 0 when done, 1 when the data were refused, 2 when it was used wrongly."""
    sys.exit(run(argv))


def run(argv: Sequence[str] | None = None) -> int:
    """The exit code of one command."""
    args = parser().parse_args(argv)
    try:
        with schema.trouble():
            return int(args.run(args))
    except Refused as refusal:
        return _say(refusal.message, 1)
    except Busy as busy:
        return _say(str(busy), 1)
    except (Unusable, NotFound) as misuse:
        return _say(str(misuse), 2)
    except KeyboardInterrupt:
        return _say("Stopped. What was not finished has not been done.", 130)


def _say(message: str, code: int) -> int:
    sys.stderr.write(message.rstrip() + "\n")
    return code
