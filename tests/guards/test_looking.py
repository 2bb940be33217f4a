"""Looking changes nothing: a GET writes no row, save who looked (audit) and who is still there (session)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select

from crm import access, clock
from crm.actor import Role
from crm.commands import (
    acts,
    availability,
    contacts,
    documents,
    merging,
    placements,
    profiles,
    tasks,
    uploads,
    views,
    visits,
)
from crm.commands.availability import Closed
from crm.commands.stays import Stay
from crm.commands.visits import Appointment
from crm.exchange.tracker import uploads as tracker
from crm.extensions import db
from crm.people.tables import Household, User
from tests import given
from tests.doors import CheckingClient
from tests.sample_documents import PDF
from tests.tracker_files import APPROVED, csv_bytes
from tests.trust.canaries_of_campaigns import planned
from tests.trust.canaries_of_care import cared
from tests.trust.canaries_of_checks import prepared
from tests.trust.canaries_of_employers import an_employer
from tests.trust.canaries_of_kin import kept
from tests.trust.canaries_of_portal import account_of, proposed, shared, written
from tests.trust.canaries_of_ranges import exempted, wished
from tests.trust.canaries_of_skills import asked, sent
from tests.trust.canaries_of_staff import a_priority, a_target, frozen_report, parked_job
from tests.trust.canary_panels import panels

pytestmark = pytest.mark.slow  # together they take seconds

# Who looked, with the head of that chain, and the last sign of life of a session.
WRITTEN_BY_LOOKING = {"audit_entry", "audit_chain", "signed_in"}


def _rows() -> dict[str, list[str]]:
    """Everything that the database holds, but what looking may write."""
    tables = set(inspect(db.engine).get_table_names()) - WRITTEN_BY_LOOKING
    with db.engine.connect() as connection:
        rows = {table: connection.exec_driver_sql(f"SELECT * FROM {table}").all() for table in tables}
    return {table: sorted(str(tuple(row)) for row in found) for table, found in rows.items()}


@pytest.fixture
def values(app: Flask) -> dict[str, object]:
    """A value for each name that a route may hold: of records that there are, and by endpoint where it differs."""
    derby = given.agency(hub="d2n2")
    home = given.household(derby)
    given.approved(home, date(2021, 5, 1), 2, by=given.officer(derby), agreed=True)
    reference = db.session.get_one(Household, home).reference
    db.session.rollback()
    content = csv_bytes(APPROVED, APPROVED | {"reference": "T-2", "places": "0"})
    upload = uploads.take(derby, file_name="tracker.csv", content=content, by=given.officer(derby))
    tracker.load(upload, by=given.officer(derby), progress=lambda _done, _total: None)
    return {
        "merge": _merged(home, derby),
        "member": _member(home, derby),
        **_placed(home, derby),
        "upload": upload,
        "batch": uploads.state(upload, by=given.officer(derby)).batch,
        "household_id": home,
        "reference": reference,
        "number": 1,
        "account": 1,
        "seq": 1,
        "position": 1,
        "code": "accommodation",
        "who": "household",
        "key": "0123456789abcdefghijkl",
        "task": tasks.add(home, kind="call_back", due_on=clock.today(), by=given.officer(derby)),
        "contact": _noted(home, derby),
        "visit": _booked(home, derby),
        "document": documents.add(home, name="A letter", kind="pdf", content=PDF, by=given.officer(derby)),
        "act": _done_together(derby),
        **_heard(home, derby),
        "together.form kind": "close",
        "records.form step": "notice-received",
        "records.decision_form step": "terms-changed",
        "enquire.question step": "room",
        "portal_range.question step": "ages",
        "agencies.form slug": "derby",
        "settings.one name": "sources",
        "settings.form name": "route.mainstream",
    }


def _heard(home: int, agency_id: int) -> dict[str, Any]:
    """A panel, an exemption, a view, a job, and what a carer asks, whose account is not the first."""
    by = given.officer(agency_id)
    view = views.save("Mainstream", "route=mainstream", by=by)
    asks = {"exemption": exempted(home, "C", by), "range_request": wished(home, "C", by)}
    asks["portal_account"] = account_of(home, "C", by)
    asks |= sent(home, "C", by)
    asks["message"] = written(asks["portal_account"], home, "C")
    asks["proposal"] = proposed(home, "C", asks["portal_account"])
    asks["shared"] = shared(home, "C", by)
    kept: dict[str, Any] = {
        "view": view,
        "parked": parked_job(agency_id, None),
        "frozen": frozen_report("derby", by),
    }
    kept |= {"made_file": 1, "friendly.question step": "organisation"}
    kept |= an_employer(agency_id, "", by)
    kept["target"] = a_target(agency_id, "", by)
    kept["priority"] = a_priority(agency_id, "", _owner(), by)
    return {**panels(agency_id, "", by), **asks, **kept}


def _owner() -> int:
    """An account of somebody who may own a priority."""
    email = given.user(Role.DECISION_MAKER)
    number = db.session.scalars(select(User.id).where(User.email == email)).one()
    db.session.rollback()
    return number


def _noted(home: int, agency_id: int) -> int:
    by, now = given.officer(agency_id), clock.now()
    return contacts.log(home, kind="note", direction=None, outcome=None, happened_at=now, text="A note", by=by)


def _booked(home: int, agency_id: int) -> int:
    email = given.user(Role.OFFICER)
    worker = db.session.scalars(select(User.id).where(User.email == email)).one()
    db.session.rollback()
    tomorrow = clock.now() + timedelta(days=1)
    wanted = Appointment(starts_at=tomorrow, minutes=60, worker_id=worker, purpose="other", place="home")
    return visits.book(home, wanted, by=given.officer(agency_id))


def _member(home: int, agency_id: int) -> int:
    child: dict[str, Any] = {"name": "Bryn Example-Finch", "relation": "child", "lives_here": True}
    version = db.session.get_one(Household, home).version
    db.session.rollback()
    return profiles.add_member(home, child, version=version, by=given.officer(agency_id))


def _placed(home: int, agency_id: int) -> dict[str, int]:
    by, since = given.officer(agency_id), date(2021, 6, 1)
    stay, closed = Stay(child="CH-1", offer=None, from_on=since), Closed(places=1, reason="break", from_on=since)
    there = {"placement": placements.place(home, stay, by=by), "closure": availability.close(home, closed, by=by)}
    there |= {"portal_break": there["closure"], "attendance": prepared(home, "C", by)}
    return (
        there
        | kept(home, "C", by)
        | {"skill": asked(home, "C", by)}
        | cared(home, "C", by)
        | planned(agency_id, "", by)
    )


def _merged(home: int, agency_id: int) -> int:
    by, twin = given.officer(agency_id), given.household(agency_id)
    return merging.merge(home, twin, people={1: 1}, versions=(1, 1), because="same_people", by=by)


def _done_together(agency_id: int) -> int:
    """An act on a journey; its number."""
    by = given.officer(agency_id)
    journey_id = given.journey(given.household(agency_id), date(2021, 5, 1), by=by)
    return acts.begin("close", {"reason": "no_reply", "happened_on": "2021-06-01"}, [journey_id], by=by)


REPORT = "agency=derby&from=2021-04-01&to=2021-09-30"
# Addresses whose answer hangs on what is asked, and how.
ASKED = [
    f"/reports/quarterly?{REPORT}",
    f"/reports/quarterly?{REPORT}&known_on=2021-12-09",
    *(f"/reports/quarterly?{REPORT}&format={name}" for name in ("csv", "json", "text", "xlsx", "pdf", "docx")),
    f"/reports/bed-book?{REPORT}&population=mainstream&cause=new_approval",
    f"/reports/quarterly/households?{REPORT}&figure=places.new_approvals&population=mainstream",
    *(f"/reports/our-carers?{REPORT}{more}" for more in ("", "&copy=published", "&format=csv", "&format=docx")),
    *(f"/reports/our-carers/households?{REPORT}&table={name}&row=not_known" for name in ("age", "ethnicity")),
    "/households?q=rowan&stage=approved&page=1",
    "/pipeline?clock=late&worker=me&view=list",
    "/pipeline?stage=closed&view=list",
    "/clocks?state=all&rule=law&sort=reference-desc",
    "/checks?show=all&stage=Stage+1&sort=asked-desc",
    "/checks/preparation?state=none&q=rowan",
    "/pipeline/together/write?which=all",
    "/kinship?state=all&q=kit",
    "/kinship/guardians?state=all&q=kit",
    "/kinship/exits?year=2021&way=sgo&q=kit",
    "/supported-lodgings?on=2021-09-30&free=yes&q=rowan",
    "/staying-put?state=all&q=rowan",
    "/transfers?state=all&way=in&q=rowan",
    "/parent-and-child?from=2026-04-01&to=2026-09-30&q=rowan",
    "/households?q=no-such-name",
    "/skills?on=2026-09-30&q=rowan&level=none",
    "/skills/what-if?from=C&to=C&who=1",
    "/carers/retention?sign=no_visit&q=rowan",
    "/carers/holds?state=all&q=rowan",
    "/carers/requests?state=all&q=rowan",
    "/carers/details?state=all&q=rowan",
    "/carers/widening?show=all&q=rowan",
    "/carers/accounts?state=open&q=rowan",
    "/carers/concerns?state=all&kind=allegation&q=rowan",
    "/skills/training?state=every&q=rowan",
    "/skills/courses?when=all&q=rowan",
    "/campaigns?state=running&kind=own&channel=radio&q=spring",
    "/campaigns/brought?from=2021-04-01&to=2021-09-30&q=spring",
    "/campaigns/1/brought?from=2021-04-01&to=2021-09-30",
    "/carers/supervision?state=all&q=rowan",
    "/carers/reviews?state=all&which=first&q=rowan",
    "/register?on=2021-09-30&q=rowan&age=7",
    "/jobs?kind=acts.carry_out&page=1",
    "/exports?q=report&state=waits&page=2",
    "/reports/packs?q=derby&state=interim&page=2",
    f"/reports/packs/freeze?{REPORT}",
    "/reports/targets?q=beds&when=running&population=mainstream&known_on=2021-09-30",
    "/reports/targets?format=csv",
    "/reports/by-mail?q=manager&what=targets",
    "/reports/by-mail?format=csv",
    "/employers?q=works&status=accredited&sector=transport&supplier=no",
    "/employers/unlinked?q=works",
    "/employers/sign-ups?q=works&state=all",
    "/employers/procurement?q=works&state=asked",
    "/employers/leave?q=rowan&year=2025",
    "/foster-friendly?agency=derby",
    "/reports/ofsted-return?year=2021&known_on=2021-12-09&q=der&shown=left",
    "/reports/priorities?q=beds&state=due&status=behind",
    "/reports/priorities?format=csv",
    *(f"/reports/packs/1?format={name}" for name in ("pdf", "docx")),
    "/reports/grid?agency=derby&kind=rolling&to=2021-09-30&population=mainstream",
    "/reports/grid?kind=calendar&year=2021&format=xlsx",
    "/reports/packs/1/changes?q=approvals&column=this&population=all",
]


# What a browser is not shown: nobody has typed anything here, and it has no key.
NOT_SHOWN = {
    "kept_forms.record": 410,
    "api.lists": 401,
    "made_files.one": 404,
    "made_files.take": 404,
    **{f"api_feeds.{name}": 401 for name in ("index", "every_figure", "funnel", "beds", "our_carers", "register")},
}


@pytest.mark.parametrize("role", [None, Role.MANAGER, Role.CARER])
def test_a_get_writes_nothing(
    app: Flask,
    client: CheckingClient,
    sign_in: Callable[..., CheckingClient],
    values: dict[str, object],
    role: Role | None,
) -> None:
    household = {"household_id": values["household_id"]} if role is Role.CARER else {}
    browser = sign_in(role, **household) if role else client
    looked, before = [], _rows()
    for rule in app.url_map.iter_rules():
        need = access.need_of(app, rule.endpoint)
        permission = need.permission if need else None
        if "GET" not in (rule.methods or ()) or (permission and (not role or role not in access.MAY[permission])):
            continue
        if rule.endpoint != "static":
            given_values = {
                name: values[name] if name in values else values[f"{rule.endpoint} {name}"]
                for name in rule.arguments
            }
            address = app.url_map.bind("").build(rule.endpoint, given_values)
            answer = browser.get(address)
            expected = NOT_SHOWN.get(rule.endpoint, 200)
            shown = answer.status_code == expected or (expected == 200 and answer.status_code < 400)
            assert shown, f"{address}: {answer.status}"
            assert _rows() == before, address
            looked.append(address)
    assert looked


def test_a_get_that_asks_something_writes_nothing(
    sign_in: Callable[..., CheckingClient], values: dict[str, object]
) -> None:
    manager = sign_in(Role.MANAGER)
    before = _rows()
    for address in ASKED:
        for headers in ({}, {"HX-Request": "true"}):
            assert manager.get(address, headers=headers).status_code == 200, address
            assert _rows() == before, address
