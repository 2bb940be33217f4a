"""Leave of the council's own staff follows the person when two records become one, and goes home when they part."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Flask

from crm.actor import Role
from crm.commands import employers, leave, merging, profiles
from crm.commands.employers import Said
from crm.extensions import db
from crm.people.tables import Carer
from tests import given
from tests.doors import CheckingClient
from tests.pages.test_reports import text_of

TODAY = date(2026, 9, 30)


def test_leave_follows_the_person_through_a_merge(
    app: Flask, clock_at: Callable[[date], None], sign_in: Callable[..., CheckingClient]
) -> None:
    clock_at(TODAY)
    derby = given.agency()
    by = given.officer(derby)
    council = Said(name="Example City Council", sector="public", is_council=True, leave_days=5, leave_for="both",
                   leave_from=date(2026, 4, 1))  # fmt: skip
    employers.add(derby, council, "accredited", TODAY, by=by)
    homes = [given.household(derby, "Rowan Example-Finch", phone="01632 960001") for _ in range(2)]
    for number, home in enumerate(homes):
        given.journey(home, date(2026, 5, 1 + number), by=by)
        profiles.change_carer(home, 1, {"works_for": "Example City Council"}, nature="changed", version=1, by=by)
    carers = {home: db.session.query(Carer.id).filter_by(household_id=home).scalar() for home in homes}
    db.session.rollback()
    leave.record(carers[homes[1]], TODAY, 2, by=by)
    merging.merge(homes[0], homes[1], people={1: 1}, versions=(2, 2), because="same_people", by=by)
    page = text_of(sign_in(Role.OFFICER).get("/employers/leave").text)
    assert "1 person" in page.replace("\xa0", " ") and "5 days 1 day 4 days" in page.replace("\xa0", " ")
