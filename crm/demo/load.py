"""Load the demonstration: the past as a council brings it, in a file; the rest as people record it, day by day."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date, timedelta
from functools import partial

from sqlalchemy import inspect

from crm import clock
from crm.actor import Actor, Role, system
from crm.commands import agencies, command, imports, people, users
from crm.commands.imports import File, Told
from crm.demo import (
    accounts,
    aims,
    applicant,
    assessing,
    campaigns,
    checks,
    derby,
    desk,
    flows,
    freezing,
    friendly,
    handed,
    kin,
    now,
    panels,
    passed,
    placed,
    portal,
    profiles,
    raised,
    ranges,
    reasoned,
    relatives,
    requests,
    reviewing,
    second_people,
    skills,
    staff,
    supervising,
    talking,
    views,
    wanted,
    website,
)
from crm.demo.derby import Late
from crm.demo.diary import Diary, Written
from crm.demo.lives import Life, Lives
from crm.demo.people import Contacts
from crm.demo.stories import told
from crm.demo.telling import events
from crm.demo.twice import twice
from crm.errors import Refused
from crm.extensions import db, reading
from crm.journey.events import AssessmentStarted, EnquiryReceived, TermsChanged
from crm.ledger import batches
from crm.register.agencies import every

ALSO_ASKED = "nottinghamshire"  # where a family of Derby's asked too, so that a hub counts it once
ALSO_ASKED_AFTER = timedelta(days=3)


@command
def load() -> None:
    """Load everything in one transaction. Meant for an empty database."""
    today = clock.today()
    contacts, diary = Contacts(), Diary()
    councils = list(flows.councils(today))
    ids = {
        council.slug: agencies.add(council.slug, council.name, hub=council.hub, by=system()) for council in councils
    }
    staff.open_accounts(system(*ids.values()))
    for council in councils:
        lives, late = told(council)
        agency_id = ids[council.slug]
        by_hand = {late.enquiry, late.visit, late.approval} if late else set()
        _bring(lives, agency_id, by_hand, today)
        if late:
            _introduce(lives, agency_id, contacts, today)
        desk.lay(council.slug, agency_id, diary, today)
        website.enquire(council.slug, agency_id, diary, today)
        views.save(council.slug, agency_id)
        passed.tell(council.slug, agency_id, diary, today)
        second_people.tell(council.slug, agency_id, diary, today)
        _tell_now(lives, agency_id, contacts, diary, today)
        if late:
            _tell_late(late, agency_id, contacts, diary, today)
            _ask_elsewhere(late.visit, ids[ALSO_ASKED], contacts, diary)
            twice(lives, agency_id, contacts, diary, today)
            _describe(council.slug, agency_id, diary, today)
            campaigns.tell(council.slug, ids, diary, today)
    diary.carry_out()
    for slug, agency_id in ids.items():
        worker = staff.recorders(slug, agency_id)(AssessmentStarted(happened_on=today))
        placed.place(slug, agency_id, worker, today)
        kin.support(slug, agency_id, worker, today)
        _care(slug, agency_id, worker, today)
    relatives.unnamed(derby.SLUG, ids[derby.SLUG], today)
    _pay(ids[derby.SLUG], today)
    requests.ask(staff.accounts().carer)
    talking.talk(staff.accounts().carer, staff.actor(derby.SLUG, Role.SOCIAL_WORKER, ids[derby.SLUG]))
    applicant.send(staff.accounts().applicant)
    _finish(ids, today)


def _finish(ids: dict[str, int], today: date) -> None:
    """What is of this very day: leave, who waits in the hub, and who has an account."""
    handed.over(ids, today)
    agency_id = ids[derby.SLUG]
    manager = staff.actor(derby.SLUG, Role.MANAGER, agency_id)
    friendly.take_leave(agency_id, manager, clock.today())
    worker = staff.actor(derby.SLUG, Role.SOCIAL_WORKER, agency_id)
    known = staff.accounts()
    if manager is not None:
        accounts.tell(known.password, manager)
        accounts.let_in(known.couple, known.password, worker, manager)


def _describe(slug: str, agency_id: int, diary: Diary, today: date) -> None:
    """How households live, their checks, their ranges, and why it was decided; and what was reported, frozen."""
    who = staff.recorders(slug, agency_id)
    worker, manager = who(AssessmentStarted(happened_on=today)), who(TermsChanged(happened_on=today))
    diary.note(today, partial(profiles.describe, agency_id, worker))
    diary.note(today, partial(profiles.count, agency_id, worker))
    diary.note(today, partial(checks.lay, agency_id, worker))
    diary.note(today, partial(ranges.describe, agency_id, worker, manager, today))
    diary.note(today, partial(reasoned.tell, agency_id, manager, today))
    freezing.tell(slug, diary, manager, today)
    aims.tell(agency_id, diary, manager, today)
    friendly.tell(agency_id, diary, manager, today)


def _care(slug: str, agency_id: int, worker: Actor, today: date) -> None:
    """What goes on with households that foster: reviews, visits, what was raised, what support was asked for."""
    reviewing.gather(agency_id, worker, today)
    supervising.visit(slug, agency_id, worker, today)
    raised.tell(slug, agency_id, worker, today)
    wanted.ask(slug, agency_id, worker, today)
    assessing.hold(agency_id, worker, today)


def _pay(agency_id: int, today: date) -> None:
    """Payment for skills, which Derby's paper names."""
    who = staff.recorders(derby.SLUG, agency_id)
    manager, worker = who(TermsChanged(happened_on=today)), who(AssessmentStarted(happened_on=today))
    skills.tell(agency_id, manager, worker, today)
    portal.tell(staff.accounts().carer, manager, worker, today)


def _bring(lives: Lives, agency_id: int, by_hand: Collection[Life], today: date) -> None:
    """The past, as the council's own tracker has it: each row known since its first day."""
    begun = [life for life in lives.all if life not in by_hand and events(life, today)]
    numbered = [_row(number, life, today) for number, life in enumerate(begun, 2)]
    digest = hashlib.sha256(repr(numbered).encode()).hexdigest()
    file = File(f"{lives.council.slug}-tracker.csv", digest, len(numbered), 0)
    outcome = imports.load(agency_id, numbered, file=file, by=system(agency_id))
    if outcome.refused:
        first = outcome.refused[0]
        raise Refused(f"{file.name}, row {first.row}: {first.message}")


def _row(number: int, life: Life, today: date) -> Told:
    happened = events(life, today)
    return Told(
        row=number,
        reference=life.reference,
        household_reference=life.first.reference if life.begun_by else None,
        route=life.route,
        name=life.family.name,
        postcode=life.family.postcode,
        recorded_on=min(event.happened_on for event in happened),
        events=happened,
    )


def _introduce(lives: Lives, agency_id: int, contacts: Contacts, today: date) -> None:
    """Who the people are that matter today, and where they live: a tracker has only a name and a postcode."""
    by = system(agency_id)
    known = batches.on_record(agency_id)
    families = dict.fromkeys(life.first for life in lives.all if life.matters_on(today))
    for first in (each for each in families if each.reference in known):
        household_id, family = known[first.reference].household_id, first.family
        carers = contacts.of(family)
        for version, carer in enumerate(carers, 1):
            people.add_carer(
                household_id, name=carer.name, email=carer.email, phone=carer.phone, version=version, by=by
            )
        people.change_address(
            household_id,
            address=family.address,
            postcode=family.postcode,
            nature="corrected",
            version=1 + len(carers),
            by=by,
        )


def _tell_now(lives: Lives, agency_id: int, contacts: Contacts, diary: Diary, today: date) -> None:
    """Where households are now, recorded by hand."""
    who = staff.recorders(lives.council.slug, agency_id)
    heard: dict[str, Written] = {}
    for number, story in enumerate(now.stories(lives.council.slug), 1):
        family = lives.inventor.family(f"{lives.council.mark} today {number}")
        written = Written(family, contacts.of(family), story.route, agency_id, who)
        written.into(diary, now.events(story, agency_id, today))
        if story.panel:
            heard[story.panel] = written
        if story.account and lives.council.slug == derby.SLUG:
            diary.note(today, partial(_let_in, agency_id, written, family.carers[0]))
    panels.hold(lives.council.slug, agency_id, heard, diary, today)


def _let_in(agency_id: int, written: Written, name: str) -> None:
    applicant.let_in(agency_id, written.household_id, name)


def _tell_late(late: Late, agency_id: int, contacts: Contacts, diary: Diary, today: date) -> None:
    """Derby's three households of which something was learned after its committee had met."""
    who = staff.recorders(derby.SLUG, agency_id)
    enquiry, visit, approval = (
        Written(life.family, contacts.of(life.family), life.route, agency_id, who, reference=life.reference)
        for life in (late.enquiry, late.visit, late.approval)
    )
    for written, life in ((enquiry, late.enquiry), (visit, late.visit), (approval, late.approval)):
        written.into(diary, events(life, today))
    derby.learn(late, enquiry, visit, approval, diary)
    relatives.second_child(derby.SLUG, agency_id, diary, today)
    accounts = staff.accounts()
    diary.note(
        today,
        lambda: users.add_carer(
            accounts.carer,
            household_id=approval.household_id,
            position=1,
            name=late.approval.family.carers[0],
            password=accounts.password,
            by=system(agency_id),
        ),
    )


def _ask_elsewhere(life: Life, agency_id: int, contacts: Contacts, diary: Diary) -> None:
    """The same family asks another council some days later."""
    assert life.enquiry_on  # noqa: S101 - a life of the funnel has one
    written = Written(
        life.family, contacts.of(life.family), life.route, agency_id, staff.recorders(ALSO_ASKED, agency_id)
    )
    written.into(diary, [EnquiryReceived(happened_on=life.enquiry_on + ALSO_ASKED_AFTER, source="website")])


def holds_something() -> bool:
    """Whether there is an agency already: then the database is somebody's."""
    with reading():
        return inspect(db.engine).has_table("agency") and bool(every())
