"""`crm demo`: load the demonstration, and say how to get in."""

from __future__ import annotations

import argparse
import subprocess
import sys
from typing import Any

from flask import Flask

from crm import config, create_app, emptying, schema
from crm.commands.settings import install_national_defaults
from crm.demo import load, staff
from crm.errors import Refused

HOLDS_SOMETHING = "The database is not empty. `crm demo --reset` empties it first: everything in it is lost."


def register(subcommands: Any) -> None:
    demo = subcommands.add_parser("demo", help="load the demonstration into an empty database")
    demo.add_argument("--reset", action="store_true", help="empty the database first: everything in it is lost")
    demo.set_defaults(run=_demo)


def _demo(args: argparse.Namespace) -> int:
    settings = config.read()
    _not_in_production(settings)
    with create_app(settings).app_context():
        if args.reset:
            _is_the_demonstration()
            emptying.drop_everything()
        elif load.holds_something():
            raise Refused(HOLDS_SOMETHING)
        _load()
    _say_how_to_get_in()
    return 0


def unless_loaded(app: Flask) -> None:
    """Make or migrate the database; load the demonstration if it holds nothing; say how to get into it."""
    _not_in_production(app.config["HEARTH"])
    with app.app_context():
        schema.migrate()
        install_national_defaults()
        holds_something, shown = load.holds_something(), staff.are_open()
    if not holds_something:
        _load_apart()
    elif shown:
        _say_how_to_get_in()


def _load_apart() -> None:
    """Load in a process of its own: the memory that it takes would stay with the server for good."""
    command = [sys.executable, "-c", "from crm.cli import main; main()", "demo"]
    if subprocess.run(command, check=False).returncode:  # noqa: S603 - our own program
        raise Refused("The demonstration was not loaded.")


def _not_in_production(settings: config.Settings) -> None:
    if settings.production:
        raise Refused("The demonstration is never loaded where CRM_ENV is production.")


def _is_the_demonstration() -> None:
    """A council's own records are never emptied, whatever is typed."""
    if load.holds_something() and not staff.are_open():
        raise Refused("This database holds something that is not the demonstration: it is not emptied.")


def _load() -> None:
    schema.migrate()
    install_national_defaults()
    load.load()


def _say_how_to_get_in() -> None:
    known = staff.accounts()
    lines = ["The demonstration is loaded. Its accounts, all with the password " + known.password + ":"]
    lines += [f"  {email}" for email in (*known.emails, *known.of_portal)]
    sys.stdout.write("\n".join(lines) + "\n")
