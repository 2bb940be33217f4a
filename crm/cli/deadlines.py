"""`crm deadline`: the day that a rule gives for a trigger day. Needs no database."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import date
from typing import Any

from crm.errors import Unusable
from crm.journey import deadlines
from crm.journey.working_days import BeyondCalendar
from crm.register import holidays
from crm.register.deadlines import rules

POPULATIONS = ("mainstream", "kinship", "supported_lodgings")


def register(subcommands: Any) -> None:
    deadline = subcommands.add_parser("deadline", help="the day that a rule gives for a trigger day")
    deadline.add_argument("rule", metavar="RULE", help="the rule's id, such as PN-7")
    deadline.add_argument("date", metavar="DATE", help="the trigger day, such as 2026-06-30")
    deadline.add_argument("--population", choices=POPULATIONS, default="mainstream")
    deadline.set_defaults(run=_deadline)


def _deadline(args: argparse.Namespace) -> int:
    rule = _rule(args.rule)
    try:
        dues = deadlines.due(rule, _day(args.date), holidays.statutory_calendar(), args.population)
    except BeyondCalendar as edge:
        raise Unusable(f"{rule.id} gives no day for {args.date}: {edge}") from None
    for due in dues:
        sys.stdout.write(f"{due.on.isoformat()}\n")
    return 0


def _rule(given: str) -> deadlines.Rule:
    known = rules()
    if given.upper() in known:
        return known[given.upper()]
    listed = "\n".join(f"  {rule.id:<6} {rule.name}" for rule in known.values())
    raise Unusable(f"'{given}' is not a rule that gives a day. These do:\n{listed}")


def _day(given: str) -> date:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
            return date.fromisoformat(given)
    except ValueError:
        pass
    raise Unusable(f"'{given}' is not a date; expected like 2021-03-31")
