"""Panels of a council: one that has met, one whose papers its members can open today, and one further ahead.

Each thing is done by a command, on the day on which somebody at the council did it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from crm import clock
from crm.actor import Actor, Role
from crm.commands import documents, panel_items, panel_members, panels
from crm.commands.panel_members import Listed
from crm.commands.panels import Meeting
from crm.demo import days, staff
from crm.demo.diary import Diary, Written
from crm.demo.papers import as_pdf
from crm.extensions import db
from crm.journey.quorum import Seat
from crm.people.panel_tables import Panel, PanelItem
from crm.register import holidays

# Who sits: a name, as what, whether a social worker with experience, and whether independent of the service.
SITS = (
    ("Indigo Example-Chair", Seat.CHAIR, False, True),
    ("Wynn Sample-Reed", Seat.VICE_CHAIR, True, False),
    ("Linden Pretend-Moss", Seat.MEMBER, True, False),
    ("Harper Pretend", Seat.MEMBER, False, True),  # whose account opens a pack
    ("Tarn Invented-Brook", Seat.MEMBER, False, False),
    ("Sorrel Example-Vale", Seat.MEMBER, False, True),
)
ASKED = (
    "Panel is asked to recommend approval for two places, ages 5 to 11, short term and respite.\n\n"
    "Strengths: warm, settled and well supported by family near by; preparation training completed.\n"
    "To weigh: how school runs will work for two children, and support in the first six months."
)
REASONS = (
    "Panel was struck by how well they had thought about the first weeks of a placement, and had read every "
    "reference. It recommends approval for two places, ages 5 to 11, and asks for a mentor in the first six months."
)
REPORT = ("Assessment report", "Invented for the demonstration.", "It holds nothing about anybody who exists.")
SINCE, PLANNED, FURTHER = timedelta(days=400), timedelta(days=60), 24  # the last in working days


@dataclass
class Held:
    """What is known of the panels as the diary is carried out."""

    agency_id: int
    manager: Actor
    members: list[int] = field(default_factory=list)
    panels: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)

    def list_members(self, account: int) -> None:
        """Put everybody on the central list."""
        joined = clock.today() - SINCE
        for name, seat, social_worker, independent in SITS:
            listed = Listed(
                name=name,
                seat=seat,
                social_worker=social_worker,
                independent=independent,
                joined_on=joined,
                user_id=account if name == "Harper Pretend" else None,
            )
            self.members.append(panel_members.add(self.agency_id, listed, by=self.manager))

    def plan(self, name: str, held_on: date) -> None:
        """Plan a panel."""
        meeting = Meeting(held_on=held_on, capacity=4, members=tuple(self.members))
        self.panels[name] = panels.plan(self.agency_id, meeting, by=self.manager)

    def put_on(self, name: str, written: Written) -> None:
        """Put a household on its agenda, with what panel is asked and the report."""
        item = self.items[name] = panel_items.put_on(self.panels[name], written.journey_id, by=self.manager)
        report = documents.add(
            written.household_id, name="Assessment report", kind="pdf", content=as_pdf(REPORT), by=self.manager
        )
        panel_items.prepare(
            item, summary=ASKED, documents=[report], version=_version(PanelItem, item), by=self.manager
        )

    def send(self, name: str) -> None:
        """Open the papers to the members."""
        panel = self.panels[name]
        panels.send_papers(panel, version=_version(Panel, panel), by=self.manager)

    def meet(self, name: str) -> None:
        """Have all but one come, and recommend."""
        panel, item = self.panels[name], self.items[name]
        panels.attended(panel, self.members[:-1], version=_version(Panel, panel), by=self.manager)
        panel_items.recommend(
            item,
            recommendation="approve",
            reasons=REASONS,
            applicant_came=True,
            version=_version(PanelItem, item),
            by=self.manager,
        )

    def end(self, name: str) -> None:
        """Have the final minutes received today."""
        panel = self.panels[name]
        panels.minutes(panel, clock.today(), version=_version(Panel, panel), by=self.manager)


def hold(council: str, agency_id: int, heard: Mapping[str, Written], diary: Diary, today: date) -> None:
    """Have the panels of a council planned, and the one that was held."""
    manager, member = staff.actor(council, Role.MANAGER, agency_id), staff.actor(council, Role.PANEL, agency_id)
    if manager is None or member is None or member.user_id is None:
        return
    held, working = Held(agency_id, manager), holidays.statutory_calendar()
    met, coming = _before(today, 5), working.add(today, 4)
    first = today - PLANNED
    diary.note(first, partial(held.list_members, member.user_id))
    for name, held_on in (
        ("met", met),
        ("coming", coming),
        ("later", days.office_day(working.add(today, FURTHER), date.max)),
    ):
        diary.note(first, partial(held.plan, name, held_on))
    diary.note(_before(today, 23), partial(held.put_on, "met", heard["met"]))
    diary.note(working.add(met, -6), partial(held.send, "met"))
    diary.note(met, partial(held.meet, "met"))
    diary.note(_before(today, 2), partial(held.end, "met"))
    diary.note(_before(today, 4), partial(held.put_on, "coming", heard["coming"]))
    diary.note(working.add(coming, -5), partial(held.send, "coming"))


def _before(today: date, ago: int) -> date:
    """The last office day that lies at least so many days back."""
    day = today - timedelta(days=ago)
    return days.office_day(day, day)


def _version(table: type[Panel] | type[PanelItem], key: int) -> int:
    return db.session.execute(select(table.version).where(table.id == key)).scalar_one()
