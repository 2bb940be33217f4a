"""Payment for skills of a marked council: a level in its own words, and a carer who asks for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from crm import clock
from crm.actor import Actor, Role
from crm.commands import settings, skill_papers, skills, users
from crm.commands.skill_papers import Paper
from crm.extensions import db
from crm.people.tables import Carer
from tests import given
from tests.sample_documents import PDF


def asked(home: int, mark: str, by: Actor) -> int:
    """A carer of the household asks for the council's only level; the number of the request."""
    level = f"{mark}LEVEL"
    rows = [{"level": level, "needs": [f"{mark}NEEDED"]}]
    settings.change("skill_levels", rows, valid_from=clock.today(), agency_id=by.agency_ids[0], by=by)
    carer = db.session.scalars(
        select(Carer.id).where(Carer.household_id == home, Carer.removed_at.is_(None))
    ).first()
    db.session.rollback()
    assert carer is not None
    return skills.ask(home, carer, level=level, on=clock.today(), by=by)


def sent(home: int, mark: str, by: Actor) -> int:
    """The household's first carer sends a paper for what the level needs; the number of the step."""
    email = f"paper.{by.agency_ids[0]}@home.test"
    told: dict[str, Any] = {"household_id": home, "position": 1, "name": f"{mark}PORTAL"}
    carer = Actor(
        users.add_carer(email, **told, password=given.PASSWORD, by=by), f"{mark}PORTAL", Role.CARER, (), home
    )
    content = PDF + f"%{mark}SENT".encode()
    paper = Paper(shows=f"{mark}NEEDED", on=clock.today(), name=f"{mark}DIPLOMA", kind="pdf", content=content)
    return skill_papers.send(paper, by=carer)
