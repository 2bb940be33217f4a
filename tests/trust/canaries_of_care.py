"""What is recorded of an approved household, with a council's markers: views for its review."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from crm.actor import Actor, Role
from crm.commands import concerns, decision_reasons, review_lines, support
from crm.commands.concerns import Raised
from crm.commands.review_lines import Told
from crm.extensions import db
from crm.journey.events import from_data
from crm.ledger.tables import EventRecord
from crm.people.concern_tables import ConcernStep

MARKED = ("VOICE", "RAISED", "NOTED", "WANTED", "DECIDED")


def cared(home: int, mark: str, by: Actor) -> dict[str, int]:
    """A child's views for the next review, and something that was raised; the numbers of what is recorded."""
    review_lines.tell(home, Told("child", f"{mark}VOICE-7", date(2021, 7, 1), None), by=by)
    manager = replace(by, role=Role.MANAGER)
    raised = Raised(kind="allegation", received_on=date(2021, 7, 1), account=f"{mark}RAISED")
    concern = concerns.raise_(home, raised, by=manager)
    concerns.step(concern, kind="lado_told", on=date(2021, 7, 2), note=f"{mark}NOTED", by=manager)
    (done,) = db.session.scalars(select(ConcernStep.id).where(ConcernStep.concern_id == concern))
    db.session.rollback()
    _reasoned(home, f"{mark}DECIDED", manager)
    wanted = support.ask(home, kind="respite", what=f"{mark}WANTED", on=date(2021, 7, 3), by=by)
    return {"concern": concern, "concern_step": done, "wanted": wanted}


def _reasoned(home: int, text: str, by: Actor) -> None:
    """Reasons of the approval."""
    own = EventRecord.household_id == home, EventRecord.kind == "household_approved"
    row = db.session.scalars(select(EventRecord).where(*own)).one()
    number, event = row.id, from_data(row.kind, row.happened_on, row.data)
    db.session.rollback()
    decision_reasons.correct(home, number, event, why="mistyped", text=text, by=by)
