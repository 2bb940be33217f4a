"""`crm init` and `crm check`: make or migrate the database; prove its identities."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from crm import create_app, schema
from crm.commands.settings import install_national_defaults
from crm.extensions import reading
from crm.reports import checks


def register(subcommands: Any) -> None:
    init = subcommands.add_parser("init", help="make or migrate the database; safe to repeat")
    init.set_defaults(run=_init)
    check = subcommands.add_parser("check", help="prove the identities; exit 1 and a list where one fails")
    check.set_defaults(run=_check)


def _init(_args: argparse.Namespace) -> int:
    with create_app().app_context():
        schema.migrate()
        install_national_defaults()
    return 0


def _check(_args: argparse.Namespace) -> int:
    wrong = 0
    with create_app().app_context(), reading():
        for problem in checks.everything():
            wrong += 1
            sys.stderr.write(problem + "\n")
    sys.stdout.write("Every identity holds.\n" if not wrong else f"{wrong} identities fail, listed above.\n")
    return 1 if wrong else 0
