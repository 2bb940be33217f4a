"""What is recorded of special guardians, with a council's markers: their support, and a support group."""

from __future__ import annotations

from datetime import date

from crm.actor import Actor
from crm.commands import guardians
from crm.commands.guardians import Support

MARKED = ("GUARD",)
ON = date(2021, 7, 1)


def kept(home: int, mark: str, by: Actor) -> dict[str, int]:
    """The support for a child and a membership; the numbers of both."""
    guardian = guardians.support(home, Support(f"{mark}GUARD-7", "sgo", ON, contact_on=ON), by=by)
    return {"guardian": guardian, "membership": guardians.join(home, "kinship", ON, by=by)}
