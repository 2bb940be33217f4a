"""Two councils full of markers: whatever is shown of the other's is found by looking for a text (trust.md 4.0)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from crm import clock
from crm.actor import Actor
from crm.commands import (
    acts,
    documents,
    enquiries,
    merging,
    people,
    profiles,
    tasks,
    uploads,
    views,
    visits,
)
from crm.commands.enquiries import Details, NewCarer, NewHousehold
from crm.commands.visits import Appointment
from crm.exchange.tracker import uploads as tracker
from crm.extensions import db
from crm.ledger.tables import UnderWay
from crm.people.tables import Carer, FormerValue, Household
from tests import given
from tests.databases import Database
from tests.sample_documents import PDF
from tests.tracker_files import APPROVED, csv_bytes
from tests.trust import (
    canaries_of_campaigns,
    canaries_of_care,
    canaries_of_kin,
    canaries_of_portal,
    canaries_of_ranges,
)
from tests.trust.canaries_of_checks import noted
from tests.trust.canaries_of_employers import EMPLOYERS, an_employer
from tests.trust.canaries_of_placements import a_note, placed
from tests.trust.canaries_of_skills import asked, sent
from tests.trust.canaries_of_staff import staff
from tests.trust.canary_panels import PANELS, panels

ONE_OFF = re.compile(r'(?<=value=")[\w.~-]{20,}(?=")|[0-9a-f]{16}')  # tokens and keys of forms, numbers of requests

MARKED = (
    *("NAME", "SECOND", "ADDR", "OTHER", "FILE", "WAITS", "ROW", "CHILD", "WAS", "STAFF", "LETTER", "TYPED"),
    *("SAID", "STEP", "TWIN", "VIEW", "SITE", "ASKED", "GAVE", "TOLDBY", "SPEAKS", "PETS", "WORK", "PLACED"),
    *("CERT", "FOUND", "WAIVED", "LEVEL", "NEEDED", "DIPLOMA", "COURSE", "ROOM", "HERIT", "KID", "WISH", "TARGET"),
    *canaries_of_campaigns.MARKED,
    *canaries_of_care.MARKED,
    *EMPLOYERS,
    *canaries_of_kin.MARKED,
    *canaries_of_ranges.MARKED,
    *canaries_of_portal.MARKED,
    *PANELS,
)


@dataclass(frozen=True)
class Council:
    """A council's records, a marker in each field that is a secret of its own, and numbers to ask for them by."""

    slug: str
    agency_id: int
    markers: tuple[str, ...]
    home: int  # the household that the carer's account is of
    reference: str
    other: str  # the reference of another household
    upload: int
    batch: int
    account: int
    invitation: int
    document: int
    phone_request: int
    role_request: int
    export_request: int
    emergency: int
    claim: int  # that a notice was recorded in error
    signed: int  # one carer's own notice
    key: str  # of what the account had typed, too late
    contact: int
    visit: int
    task: int
    merge: int
    member: int
    former: int
    entry: int  # of a check
    attendance: int  # of a preparation course
    skill: int  # a step of a carer's skills
    sent_paper: int  # that a carer sent to show a skill
    course_session: int  # a course that is offered
    course_booking: int  # a place on it
    carer: int
    placement: int
    closure: int
    panel: int
    item: int
    panellist: int
    paper: int
    view: int
    act: int  # on many journeys
    exemption: int
    concern: int
    concern_step: int
    guardian: int
    membership: int  # of a support group
    wanted: int  # support that was asked for
    range_request: int
    portal_account: int
    portal_invitation: int
    portal_break: int
    message: int
    proposal: int  # of a carer, to change what is known
    shared: int  # a document with the carers
    api_key: int
    parked: int  # a job that was given up
    frozen: int  # a report
    made_file: int  # of somebody else of the same council
    target: int
    priority: int
    report_mail: int
    campaign: int
    campaign_link: int
    campaign_line: int  # of what it cost
    evening: int
    evening_key: str  # of its public page
    employer: int
    employer_contact: int
    employer_spelling: int
    employer_status: int
    employer_signup: int
    handover: str  # of somebody who asked the hub

    def found_in(self, answer: TestResponse, asked: str = "") -> list[str]:
        """The markers that an answer shows, in its body, headers or files; what was asked for is no news."""
        shown = "\n".join(_texts(answer)).casefold()
        return [marker for marker in self.markers if marker.casefold() in shown and marker not in asked]


def _texts(answer: TestResponse) -> Iterator[str]:
    yield str(answer.headers)
    yield (body := answer.get_data()).decode("utf-8", "replace")
    if zipfile.is_zipfile(io.BytesIO(body)):  # a workbook
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            yield from (archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def same(answer: TestResponse, without: tuple[str, ...]) -> tuple[int, str]:
    """What an answer says, but for what is new each time and for what was asked: to compare two of them."""
    text = ONE_OFF.sub("", answer.get_data(as_text=True))
    for each in without:
        text = text.replace(each, "")
    return answer.status_code, text


def council(slug: str, *, hub: str | None = None) -> Council:
    """A council in which everything that Hearth holds of people is there once, with this council's markers."""
    agency_id = given.agency(slug, hub=hub)
    by = given.officer(agency_id)
    mark = f"CNRY{slug.upper()}"
    mail, phone, area = f"{mark.lower()}@home.example", f"07700900{agency_id:03}", f"ZE{agency_id}"
    home = people.create_household(
        agency_id,
        carers=[NewCarer(f"{mark}NAME Example", mail, phone), NewCarer(f"{mark}SECOND Example")],
        address=f"{mark}ADDR 7",
        postcode=f"{area} 1AA",
        by=by,
    )
    canaries_of_ranges.lived(home, mark, (mail, phone), by)
    other = given.household(agency_id, f"{mark}OTHER Example")
    _asked_twice(agency_id, other, mark, by)
    upload = uploads.take(agency_id, file_name=f"{mark}FILE.csv", content=_tracker(mark), by=by)
    tracker.load(upload, by=by, progress=lambda _done, _total: None)
    accounts = staff(slug, mark, agency_id, home) | an_employer(agency_id, mark, by)
    panel = panels(agency_id, mark, by)
    references = _references(agency_id)
    return Council(
        slug=slug,
        agency_id=agency_id,
        markers=(*_marked(mark, slug), mail, phone, f"{area} 1AA", *references.values()),
        home=home,
        reference=references[home],
        other=references[other],
        upload=uploads.take(agency_id, file_name=f"{mark}WAITS.csv", content=_tracker(f"{mark}W"), by=by),
        batch=uploads.state(upload, by=by).batch or 0,
        **accounts,
        document=documents.add(home, name=f"{mark}LETTER", kind="pdf", content=PDF + mark.encode(), by=by),
        contact=a_note(home, mark, by),
        visit=_booked(home, accounts["account"], by),
        task=tasks.add(home, kind="step", what=f"{mark}STEP", due_on=clock.today(), by=by),
        **_private(agency_id, home, mark, by),
        **panel,
        view=views.save(f"{mark}VIEW", f"area=ZE{agency_id}", by=by),
        act=_done_together(other, by),
    )


def two_councils(database: Database) -> tuple[Council, Council]:
    """Derby, and Nottingham, of which nobody of Derby may see anything; made once, and put back for each test."""
    return database.filled("two councils", lambda: (council("derby"), council("nottingham")))


def _marked(mark: str, slug: str) -> Iterator[str]:
    """Every marker of a council, and the mark itself with what is made of it."""
    yield from (f"{mark}{part}" for part in MARKED)
    yield from (f"staff@{slug}.example", mark)


def _merged(agency_id: int, home: int, mark: str, by: Actor) -> int:
    """A second record of the household, merged into it; the number of the merge."""
    twin = given.household(agency_id, f"{mark}TWIN Example")
    version = db.session.get_one(Household, home).version
    db.session.rollback()
    return merging.merge(home, twin, people={1: 1}, versions=(version, 1), because="same_people", by=by)


def _private(agency_id: int, home: int, mark: str, by: Actor) -> dict[str, Any]:
    """How they live, with what is special, and a carer who was removed; the numbers to ask for it by."""

    def told() -> dict[str, Any]:
        version = db.session.get_one(Household, home).version
        db.session.rollback()
        return {"version": version, "by": by}

    profiles.change_home(home, {"pets": f"{mark}PETS", "wishes": f"{mark}WISH"}, nature="changed", **told())
    profiles.change_carer(home, 1, {"occupation": f"{mark}WORK"}, nature="changed", **told())
    special = {"heritage": f"{mark}HERIT", "faith": f"{mark}HERIT"}
    profiles.change_background(home, 1, special, nature="changed", **told())
    child: dict[str, Any] = {"name": f"{mark}KID", "relation": "child", "lives_here": True}
    member = profiles.add_member(home, child, **told())
    carer = db.session.scalars(select(Carer.id).where(Carer.household_id == home, Carer.position == 2)).one()
    former = db.session.scalars(select(func.min(FormerValue.id)).where(FormerValue.household_id == home)).one()
    profiles.remove_carer(home, 2, because="mistyped", **told())
    numbers = {"merge": _merged(agency_id, home, mark, by), "member": member, "former": former, "carer": carer}
    numbers["exemption"] = canaries_of_ranges.exempted(home, mark, by)
    numbers["range_request"] = canaries_of_ranges.wished(home, mark, by)
    numbers |= canaries_of_portal.let_in(home, mark, by)
    stays = placed(home, mark, by)
    return (
        numbers
        | stays
        | {"portal_break": stays["closure"]}
        | canaries_of_care.cared(home, mark, by)
        | canaries_of_kin.kept(home, mark, by)
        | noted(home, mark, by)
        | canaries_of_campaigns.planned(agency_id, mark, by)
        | {"skill": asked(home, mark, by), **sent(home, mark, by)}
    )


def _references(agency_id: int) -> dict[int, str]:
    """The reference of each household of a council, by its number."""
    homes = select(Household).where(Household.agency_id == agency_id).order_by(Household.id)
    references = {found.id: found.reference for found in db.session.scalars(homes)}
    db.session.rollback()
    return references


def _asked_twice(agency_id: int, home: int, mark: str, by: Actor) -> None:
    """An enquiry, and a further contact with all that is asked and a name that is not the one on record."""
    given.journey(home, clock.today() - timedelta(days=3), by=by)
    said = Details(note=f"{mark}ASKED", referred_by=f"{mark}TOLDBY", language=f"{mark}SPEAKS")
    people = NewHousehold(carers=(NewCarer(f"{mark}GAVE Sample"),))
    enquiries.log_enquiry(
        agency_id, people=people, details=said, received_on=clock.today(), by=by, household_id=home
    )


def _done_together(household_id: int, by: Actor) -> int:
    """An act on the journey of a household; its number."""
    journey_id = db.session.scalars(select(UnderWay.journey_id).where(UnderWay.household_id == household_id)).one()
    db.session.rollback()
    asked = {"reason": "changed_mind", "happened_on": clock.today().isoformat()}
    act = acts.begin("close", asked, [journey_id], by=by)
    acts.ask_undo(act, reason="mistyped", by=by)
    return act


def _booked(home: int, account: int, by: Actor) -> int:
    """A visit to the household by somebody of the staff; its number."""
    tomorrow = clock.now() + timedelta(days=1)
    wanted = Appointment(starts_at=tomorrow, minutes=60, worker_id=account, purpose="other", place="home")
    return visits.book(home, wanted, by=by)


def _tracker(mark: str) -> bytes:
    """A file with a row that is taken and one that is refused, both with the marker."""
    good = APPROVED | {"reference": f"{mark}ROW-1", "household_name": f"{mark}ROW Example"}
    return csv_bytes(good, good | {"reference": f"{mark}ROW-2", "places": "0"})
