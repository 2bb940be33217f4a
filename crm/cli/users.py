"""`crm user add` and `crm user let-in`: accounts of staff."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import Any

from crm import create_app
from crm.actor import Role, system
from crm.commands import users
from crm.config import Settings
from crm.errors import Refused, Unusable

ROLES = [role.value for role in Role if role not in (Role.CARER, Role.PUBLIC, Role.SYSTEM)]


def register(subcommands: Any) -> None:
    user = subcommands.add_parser("user", help="accounts of staff")
    actions = user.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser(
        "add",
        help="open an account",
        description="The password is asked for at a terminal; otherwise one is made and printed, once.",
    )
    add.add_argument("email", metavar="EMAIL")
    add.add_argument("--role", required=True, choices=ROLES)
    place = add.add_mutually_exclusive_group(required=True)
    place.add_argument("--agency", metavar="SLUG")
    place.add_argument("--hub", metavar="SLUG", help="for the role hub")
    add.add_argument("--name", help="as colleagues read it; without it, made from the e-mail address")
    add.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    add.set_defaults(run=_add)
    let_in = actions.add_parser(
        "let-in",
        help="print a link by which the owner of an account chooses a new password",
        description="For whom no manager can help: the link works once. Hand it over in person.",
    )
    let_in.add_argument("email", metavar="EMAIL")
    let_in.add_argument("--reopen", action="store_true", help="open the account again if it is closed")
    let_in.add_argument("--remove-phone", action="store_true", help="take a lost phone away from the account")
    let_in.set_defaults(run=_let_in)


def _add(args: argparse.Namespace) -> int:
    _go_together(args)
    with create_app().app_context():
        given = _password(args)
        password = users.add_staff(
            args.email,
            role=Role(args.role),
            name=args.name,
            agency=args.agency,
            hub=args.hub,
            password=given,
            by=system(),
        )
    if given is None:
        sys.stdout.write(f"{password}\n")
    return 0


def _let_in(args: argparse.Namespace) -> int:
    app = create_app()
    with app.app_context():
        token = users.let_in(args.email, reopen=args.reopen, remove_phone=args.remove_phone, by=system())
    settings: Settings = app.config["HEARTH"]
    sys.stdout.write(f"{settings.base_url}/new-password?key={token}\n")
    return 0


def _go_together(args: argparse.Namespace) -> None:
    if (args.role == Role.HUB) != (args.hub is not None):
        raise Unusable("--hub goes with --role hub, and --agency with every other role")


def _password(args: argparse.Namespace) -> str | None:
    """What was typed, twice alike; nothing where nobody can type, and then one is made."""
    if args.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        return None
    first = getpass.getpass("Password (nothing: one is made): ")
    if not first:
        return None
    if getpass.getpass("Again: ") != first:
        raise Refused("The two passwords differ", field="password")
    return first
