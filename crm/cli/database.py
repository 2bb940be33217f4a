"""`crm init`: make or migrate the database."""

from __future__ import annotations

import argparse
from typing import Any

import flask_migrate

from crm import create_app
from crm.commands.settings import install_national_defaults


def register(subcommands: Any) -> None:
    init = subcommands.add_parser("init", help="make or migrate the database; safe to repeat")
    init.set_defaults(run=_init)


def _init(_args: argparse.Namespace) -> int:
    with create_app().app_context():
        flask_migrate.upgrade()
        install_national_defaults()
    return 0
