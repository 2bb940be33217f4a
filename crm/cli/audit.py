"""`crm audit`: prove that no row of the audit was changed or taken out, and print what proves it later."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from crm import create_app
from crm.audit import proving
from crm.audit.proving import Head
from crm.errors import Unusable
from crm.extensions import reading
from crm.reads import agencies


def register(subcommands: Any) -> None:
    audit = subcommands.add_parser("audit", help="prove that the audit is whole")
    actions = audit.add_subparsers(dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="walk every chain; exit 1 and the first row that does not fit")
    verify.add_argument(
        "--head", type=Path, metavar="FILE", help="what `crm audit head` printed earlier, kept outside the database"
    )
    verify.set_defaults(run=_verify)
    head = actions.add_parser("head", help="print the end of each chain, to be kept outside the database")
    head.set_defaults(run=_head)


def _verify(args: argparse.Namespace) -> int:
    kept = _read(args.head) if args.head else []
    with create_app().app_context(), reading():
        wrong = proving.first_wrong(kept, agencies.numbers())
        heads = proving.heads()
    if wrong is not None:
        sys.stderr.write(f"The audit is not whole. In the chain of {wrong}.\n")
        if kept:
            sys.stderr.write(
                "A head that was printed after the backup that was put back last fits no more either.\n"
            )
        return 1
    rows = sum(each.entries for each in heads)
    sys.stdout.write(f"The audit is whole: {rows} rows in {len(heads)} chains.\n")
    return 0


def _head(_args: argparse.Namespace) -> int:
    with create_app().app_context(), reading():
        heads = proving.heads()
    sys.stdout.write("".join(f"{each.chain} {each.entries} {each.hash}\n" for each in heads))
    return 0


def _read(path: Path) -> list[Head]:
    try:
        lines = [line.split() for line in path.read_text(encoding="ascii").splitlines() if line.strip()]
        return [Head(int(chain), int(entries), last) for chain, entries, last in lines]
    except (OSError, ValueError):
        raise Unusable(f"{path} cannot be read: expected the lines that `crm audit head` prints") from None
