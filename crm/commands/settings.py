"""Bringing settings in."""

from __future__ import annotations

from crm.commands import command
from crm.register import defaults


@command
def install_national_defaults() -> int:
    """Record the national defaults that ship with the program, where new or changed; how many were."""
    return defaults.install()
