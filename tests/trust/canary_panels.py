"""A council's panel, with a marker in everything that it holds of people."""

from __future__ import annotations

from typing import Any

from crm import clock
from crm.actor import Actor
from crm.commands import documents, panel_items, panel_members
from crm.commands import panels as commands
from crm.commands.panel_members import Listed
from crm.commands.panels import Meeting
from crm.journey.quorum import Seat
from tests import panelling
from tests.sample_documents import paper as paper_of

PANELS = ("SITS", "HEARD", "PAPER", "PUT")


def panels(agency_id: int, mark: str, by: Actor) -> dict[str, Any]:
    """A panel today whose papers are out, with a household on its agenda; the numbers to ask for them by."""
    today = clock.today()
    chair = Listed(
        name=f"{mark}SITS Example",
        seat=Seat.CHAIR,
        social_worker=False,
        independent=True,
        joined_on=panelling.JOINED,
    )
    sits = panel_members.add(agency_id, chair, by=by)
    panel = commands.plan(agency_id, Meeting(held_on=today, capacity=3, members=(sits,)), by=by)
    home, journey = panelling.ready(agency_id, today, by, f"{mark}HEARD Example")
    item = panel_items.put_on(panel, journey, by=by)
    content = paper_of(f"{mark}PAPER")
    paper = documents.add(home, name=f"{mark}PAPER", kind="pdf", content=content, by=by)
    panel_items.prepare(item, summary=f"{mark}PUT", documents=[paper], version=1, by=by)
    commands.send_papers(panel, version=1, by=by)
    return {"panel": panel, "item": item, "panellist": sits, "paper": paper}
