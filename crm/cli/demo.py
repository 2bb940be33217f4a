"""`crm demo`: load the demonstration, and say how to get in."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from crm import config, create_app, schema
from crm.commands.settings import install_national_defaults
from crm.demo import emptying, load, staff
from crm.errors import Refused

HOLDS_SOMETHING = "The database is not empty. `crm demo --reset` empties it first: everything in it is lost."


def register(subcommands: Any) -> None:
    demo = subcommands.add_parser("demo", help="load the demonstration into an empty database")
    demo.add_argument("--reset", action="store_true", help="empty the database first: everything in it is lost")
    demo.add_argument(
        "--unless-loaded", action="store_true", help="do nothing where the database holds something already"
    )
    demo.set_defaults(run=_demo)


def _demo(args: argparse.Namespace) -> int:
    settings = config.read()
    if settings.production:
        raise Refused("The demonstration is never loaded where CRM_ENV is production.")
    with create_app(settings).app_context():
        if args.reset:
            emptying.drop_everything()
        elif load.holds_something():
            if args.unless_loaded:
                return 0
            raise Refused(HOLDS_SOMETHING)
        schema.migrate()
        install_national_defaults()
        load.load()
    _say_how_to_get_in()
    return 0


def _say_how_to_get_in() -> None:
    known = staff.accounts()
    lines = ["The demonstration is loaded. Its accounts, all with the password " + known.password + ":"]
    lines += [f"  {email}" for email in (*known.emails, known.carer)]
    sys.stdout.write("\n".join(lines) + "\n")
