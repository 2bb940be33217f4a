"""`crm agency add`: an agency, with the national defaults, in a hub or by itself."""

from __future__ import annotations

import argparse
from typing import Any

from crm import create_app
from crm.actor import system
from crm.commands import agencies


def register(subcommands: Any) -> None:
    agency = subcommands.add_parser("agency", help="the agencies that this service is for")
    actions = agency.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", help="add an agency with the national defaults")
    add.add_argument("slug", metavar="SLUG", help="small letters, digits and hyphens: derby")
    add.add_argument("--name", required=True, help="as people read it: 'Derby City Council'")
    add.add_argument("--hub", metavar="SLUG", help="the hub that it belongs to, which is made if it is new")
    add.set_defaults(run=_add)


def _add(args: argparse.Namespace) -> int:
    with create_app().app_context():
        agencies.add(args.slug, args.name, hub=args.hub, by=system())
    return 0
