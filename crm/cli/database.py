"""`crm init`, `crm check`, `crm grant`: make or migrate the database, prove it, and say who may do what in it."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from crm import create_app, grants, schema
from crm.commands.settings import install_national_defaults
from crm.extensions import reading
from crm.reports import checks


def register(subcommands: Any) -> None:
    init = subcommands.add_parser("init", help="make or migrate the database; safe to repeat")
    init.set_defaults(run=_init)
    check = subcommands.add_parser("check", help="prove the identities; exit 1 and a list where one fails")
    check.set_defaults(run=_check)
    grant = subcommands.add_parser(
        "grant",
        help="on PostgreSQL: let an account serve, which owns nothing and cannot change the ledgers or the audit",
    )
    grant.add_argument("role", metavar="ROLE", help="the account by which `crm serve` and `crm worker` connect")
    grant.set_defaults(run=_grant)


def _init(_args: argparse.Namespace) -> int:
    with create_app().app_context():
        schema.migrate()
        install_national_defaults()
    return 0


def _grant(args: argparse.Namespace) -> int:
    with create_app().app_context():
        tables = grants.grant(args.role)
    sys.stdout.write(f"'{args.role}' may serve, with {tables} tables. Repeat this after each `crm init`.\n")
    return 0


def _check(_args: argparse.Namespace) -> int:
    wrong = 0
    with create_app().app_context(), reading():
        for problem in checks.everything():
            wrong += 1
            sys.stderr.write(problem + "\n")
    sys.stdout.write("Every identity holds.\n" if not wrong else f"{wrong} identities fail, listed above.\n")
    return 1 if wrong else 0
