"""`crm deadline`: the day that a rule gives for a trigger day. Needs no database."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import date
from typing import Any

from crm.errors import Unusable
from crm.journey.ranges import Population
from crm.reads import deadlines

ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def register(subcommands: Any) -> None:
    deadline = subcommands.add_parser("deadline", help="the day that a rule gives for a trigger day")
    deadline.add_argument("rule", metavar="RULE", help="the rule's id, such as PN-7")
    deadline.add_argument("date", metavar="DATE", help="the trigger day, such as 2026-06-30")
    deadline.add_argument("--population", choices=[each.value for each in Population], default="mainstream")
    deadline.set_defaults(run=_deadline)


def _deadline(args: argparse.Namespace) -> int:
    for due in deadlines.due(args.rule, _day(args.date), args.population):
        sys.stdout.write(f"{due.on.isoformat()}\n")
    return 0


def _day(given: str) -> date:
    """A deadline can be asked of any day that there is, so the bounds of a fostering record do not hold here."""
    try:
        if ISO.fullmatch(given):
            return date.fromisoformat(given)
    except ValueError:
        pass
    raise Unusable(f"'{given}' is not a date; expected like 2021-03-31")
