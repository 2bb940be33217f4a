"""What is recorded of an approved household, with a council's markers: views for its review."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from crm.actor import Actor, Role
from crm.commands import concerns, review_lines, support
from crm.commands.concerns import Raised
from crm.commands.review_lines import Told

MARKED = ("VOICE", "RAISED", "NOTED", "WANTED")


def cared(home: int, mark: str, by: Actor) -> dict[str, int]:
    """A child's views for the next review, and something that was raised; the numbers of what is recorded."""
    review_lines.tell(home, Told("child", f"{mark}VOICE-7", date(2021, 7, 1), None), by=by)
    manager = replace(by, role=Role.MANAGER)
    raised = Raised(kind="allegation", received_on=date(2021, 7, 1), account=f"{mark}RAISED")
    concern = concerns.raise_(home, raised, by=manager)
    concerns.step(concern, kind="lado_told", on=date(2021, 7, 2), note=f"{mark}NOTED", by=manager)
    wanted = support.ask(home, kind="respite", what=f"{mark}WANTED", on=date(2021, 7, 3), by=by)
    return {"concern": concern, "wanted": wanted}
