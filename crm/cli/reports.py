"""`crm report`: the reports, on the command line."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from crm import create_app
from crm.errors import Unusable
from crm.exchange import quarterly as formats
from crm.extensions import reading
from crm.reports import asking, scope
from crm.reports.quarterly import quarterly


def register(subcommands: Any) -> None:
    report = subcommands.add_parser("report", help="a report, for an agency or a hub").add_subparsers(
        dest="report", required=True, metavar="REPORT"
    )
    parser = report.add_parser("quarterly", help="activity, households and beds in a period, as known on a day")
    parser.add_argument("--agency", metavar="SLUG", default="")
    parser.add_argument("--hub", metavar="SLUG", default="")
    parser.add_argument("--from", metavar="DAY", default="", help="the first day, such as 2021-04-01")
    parser.add_argument("--to", metavar="DAY", default="", help="the last day, such as 2021-09-30")
    parser.add_argument("--known-on", metavar="DAY", default="", help="as known on this day; without it, today")
    parser.add_argument("--of-population", metavar="POPULATION", default="", help="of one only, such as kinship")
    parser.add_argument("--route", metavar="ROUTE", default="", help="of one route only, such as kinship")
    parser.add_argument("--offer", metavar="OFFER", default="", help="of terms that name it, such as respite")
    parser.add_argument("--area", metavar="AREA", default="", help="of households there, such as DE22")
    parser.add_argument("--format", default="text", help=f"one of {', '.join(formats.FORMATS)}")
    parser.set_defaults(run=_quarterly)


def _quarterly(args: argparse.Namespace) -> int:
    chosen = formats.format_named(args.format)
    with create_app().app_context(), reading():
        asked = asking.read({name: getattr(args, name) for name in asking.FIELDS}, scope.everybody())
        if asked.question is None:
            raise Unusable("\n".join(problem for _, problem in asked.problems))
        question = asked.question
        report = quarterly(question.scope, question.period, question.known_on)
        written = chosen.write(report)  # in the agency's own words, which are read like its figures
    sys.stdout.flush()
    sys.stdout.buffer.write(written)
    return 0
