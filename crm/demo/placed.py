"""Who is placed where in the demonstration: invented children by reference, as a case system has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from crm.actor import Actor, system
from crm.commands import availability, placement_files, placements
from crm.commands.availability import Closed
from crm.commands.imports import File
from crm.commands.placement_files import ToldStay
from crm.commands.spells import meet
from crm.commands.stays import Stay
from crm.demo import days
from crm.demo.chance import drawing
from crm.errors import Refused
from crm.extensions import db
from crm.journey.decision_events import AgreementSigned
from crm.journey.kinship_events import AdopterApprovedForChild
from crm.journey.parent_and_child import OFFER as PARENT_AND_CHILD
from crm.journey.ranges import Population, Route
from crm.journey.routes import APPROVED
from crm.journey.staying_put import GROWN_UP
from crm.journey.temporary_events import TemporarilyApproved
from crm.journey.transfer_events import TransferNoticed
from crm.journey.transfers import moved_along
from crm.ledger import cluster
from crm.ledger.held import codes
from crm.ledger.tables import EventRecord, HouseholdNow
from crm.people.placements import there
from crm.people.tables import Household
from crm.register import settings

FILLED = 0.66  # of the approved places of fostering homes: about what councils have (rules, KP-11)
USUAL_LIMIT = 3  # children, above which an exemption would be needed too (UL-1)
SETTLING = timedelta(days=20)  # from the approval to the first child
LONGEST = 1400  # days that a child who is there now has been there
WHY = (
    *("break", "break", "needs_of_child", "needs_of_child", "for_sibling", "illness", "building_work"),
    *("staying_put", "not_ready", "adoption_or_sgo"),
)
GROWN = timedelta(days=1500)  # approved for so long that somebody has grown up there
FOR_A_TIME = (TemporarilyApproved.kind, AdopterApprovedForChild.kind)
CHILDHOOD = timedelta(days=4500)  # that a child who is with relatives has been there at most
GROWS_UP = 0.07  # of the children who are there: near 18, or over it and nobody has said so
OLD_ENOUGH = 14  # whom a home takes where somebody grows up
ENDINGS = ("went_home", "other_foster_home", "to_relatives", "adopted", "sgo", "broke_down", "respite_over")


def place(slug: str, agency_id: int, by: Actor, today: date) -> None:
    """Load a council's placements from its case system, and close some places that cannot be used."""
    rng = drawing(f"placed {slug}")
    homes = _homes(agency_id)
    stays = list(_stays(homes, rng, agency_id, today))
    told = [ToldStay(number, reference, stay) for number, (reference, stay) in enumerate(stays, 2)]
    file = File(f"{slug}-placements.csv", "0" * 64, len(told), 0)
    outcome = placement_files.load(agency_id, told, file=file, by=system(agency_id))
    if outcome.refused:
        first = outcome.refused[0]
        raise Refused(f"{file.name}, row {first.row}: {first.message}")
    _close(homes, rng, by, today)
    _with_relatives(agency_id, by)
    _moved_along(agency_id, by)
    _staying_put(slug, homes, stays, by, today)
    _with_hosts(homes, drawing(f"hosts of {slug}"), by, today)
    _in_an_emergency(homes, by, today)


def _staying_put(slug: str, homes: list[Any], stays: list[tuple[str, Stay]], by: Actor, today: date) -> None:
    """Three who turned 18 with their carers and stay: of two the place is kept, and of one nobody has said so."""
    rng = drawing(f"staying put {slug}")
    filled = Counter(reference for reference, stay in stays if stay.to_on is None)
    able = [each for each in homes if each.population == Population.MAINSTREAM]
    able = [each for each in able if filled[each.reference] + 1 < each.places and each.approved_on < today - GROWN]
    chosen = rng.sample(able, min(len(able), 3))
    told = []
    for number, home in enumerate(chosen, 2):
        left = today - timedelta(days=rng.randint(40, 900))
        stay = Stay(
            child=f"CH-{31_000 + rng.randint(1, 6000)}",
            offer=None,
            from_on=left - timedelta(days=rng.randint(200, 400)),
            to_on=left,
            ended_how="staying_put",
            born=left.replace(year=left.year - 18, day=1),
        )
        told.append(ToldStay(number, home.reference, stay))
    placement_files.load(
        by.agency_ids[0], told, file=File(f"{slug}-stayed.csv", "1" * 64, len(told), 0), by=system(*by.agency_ids)
    )
    for home, each in list(zip(chosen, told, strict=True))[:2]:
        since = each.stay.to_on or today
        until = since.replace(year=since.year + 3, day=1)
        closed = Closed(places=1, reason="staying_put", from_on=since, to_on=until)
        availability.close(home.household_id, closed, by=by)


def _with_hosts(homes: list[Any], rng: Random, by: Actor, today: date) -> None:
    """Young people who live with hosts of supported lodgings: not fostered, and in no total of it (B-15)."""
    number = rng.randint(70_000, 79_000)
    for home in homes:
        since = max(home.approved_on + SETTLING, today - timedelta(days=rng.randint(30, 400)))
        if home.population == Population.SUPPORTED_LODGINGS and since < today and rng.random() < FILLED:
            number += rng.randint(1, 9)
            placements.place(home.household_id, Stay(child=f"YP-{number}", offer=None, from_on=since), by=by)


def _in_an_emergency(homes: list[Any], by: Actor, today: date) -> None:
    """One child more than a full home is approved for, since some days, until another is found (KC-11)."""
    since = days.office_day(today - timedelta(days=4), today)
    signed = select(EventRecord.household_id).where(EventRecord.agency_id.in_(by.agency_ids))
    agreed = set(db.session.scalars(signed.where(EventRecord.kind == AgreementSigned.kind)))
    small = [each for each in homes if each.population == Population.MAINSTREAM and each.places < USUAL_LIMIT]
    able = (each for each in small if each.household_id in agreed and each.approved_on < since)
    full = next((each for each in able if len(there(each.household_id, since)) >= each.places), None)
    if full is not None:
        stay = Stay(child="CH-39777", offer=None, from_on=since, emergency=True)
        placements.place(full.household_id, stay, by=by)


def _with_relatives(agency_id: int, by: Actor) -> None:
    """The children who live with relatives (reg 24) or adopters (reg 25A) who are approved for a time."""
    chosen = select(EventRecord.household_id, EventRecord.happened_on, EventRecord.data)
    chosen = chosen.where(EventRecord.agency_id == agency_id, EventRecord.kind.in_(FOR_A_TIME))
    for household_id, day, data in db.session.execute(chosen.order_by(EventRecord.id)).all():
        for child in data["named_children"]:
            placements.place(household_id, Stay(child=child, offer=None, from_on=day), by=by)


def _moved_along(agency_id: int, by: Actor) -> None:
    """The children who came with carers from another service, on the day on which those came (OA-5)."""
    chosen = select(EventRecord.household_id).where(EventRecord.agency_id == agency_id)
    chosen = chosen.where(EventRecord.kind == TransferNoticed.kind, EventRecord.route == Route.TRANSFER_IN)
    ids = list(db.session.scalars(chosen.order_by(EventRecord.id)))
    rulebook = settings.rulebook(agency_id)
    for household_id, each in cluster.load(agency_id, ids).items():
        for child, day in sorted(moved_along(each.fold(household_id, rulebook))):
            placements.place(household_id, Stay(child=child, offer="long_term", from_on=day), by=by)


def _homes(agency_id: int) -> list[Any]:
    """The homes that are approved, with their references."""
    now, home = HouseholdNow, Household
    columns = (now.household_id, home.reference, now.population, now.places, now.approved_on, now.offers)
    ages = now.age_from, now.age_to
    approved = now.agency_id == agency_id, now.stage == APPROVED
    rows = select(*columns, *ages).join(home, home.id == now.household_id).where(*approved)
    return list(db.session.execute(rows.order_by(now.household_id)))


def _stays(homes: list[Any], rng: Random, agency_id: int, today: date) -> Iterator[tuple[str, Stay]]:
    named = _named([home.household_id for home in homes if home.population == Population.KINSHIP], agency_id, today)
    number = rng.randint(40_000, 60_000)
    for home in homes:
        first = home.approved_on + SETTLING
        for child in named.get(home.household_id, ()):
            stay = Stay(child=child, offer=None, from_on=max(home.approved_on, today - CHILDHOOD))
            yield home.reference, replace(stay, born=_born(home, stay, today))
        if home.population != Population.MAINSTREAM or first >= today:
            continue
        told = (_as_long_as_usual(drawn, home.reference, today) for drawn in _of_home(home, rng, first, today))
        for stay in _one_family(home, told):
            number += rng.randint(1, 9)
            yield home.reference, replace(stay, child=f"CH-{number}", born=_born(home, stay, today))


def _one_family(home: Any, told: Iterator[Stay]) -> Iterator[Stay]:
    """One parent with a child at a time, as the one place for them allows (B-13): others come on another offer."""
    families: list[Stay] = []
    other = next((code for code in codes(home.offers) if code != PARENT_AND_CHILD), None)
    for stay in told:
        if stay.offer == PARENT_AND_CHILD and any(meet(each, stay) for each in families):
            yield replace(stay, offer=other)
            continue
        if stay.offer == PARENT_AND_CHILD:
            families.append(stay)
        yield stay


def _as_long_as_usual(stay: Stay, reference: str, today: date) -> Stay:
    """A parent with a child stays for some twelve weeks, and not for years (OA-3)."""
    longest = today - timedelta(days=drawing(f"parent with {reference}").randint(20, 95))
    if stay.offer != PARENT_AND_CHILD or stay.to_on is not None:
        return stay
    return replace(stay, from_on=max(stay.from_on, longest))


def _born(home: Any, stay: Stay, today: date) -> date | None:
    """The month of birth of a child as old as the home takes them; of one in twelve nobody said it."""
    drawn = drawing(f"born {home.reference} {stay.from_on}")
    if drawn.random() < 0.08:  # noqa: PLR2004 - nobody said
        return None
    if stay.offer == PARENT_AND_CHILD:  # a baby comes with the parent
        return (stay.from_on - timedelta(days=drawn.randint(5, 300))).replace(day=1)
    years = today.year - stay.from_on.year + 1 if stay.to_on is None else 0
    if years > 1 and (home.age_to or GROWN_UP) > OLD_ENOUGH and drawn.random() < GROWS_UP:
        return (today - timedelta(days=drawn.randint(-120, 60))).replace(year=today.year - GROWN_UP, day=1)
    oldest = max(home.age_from or 0, min(home.age_to or 15, 15, GROWN_UP - 1 - years))
    age = drawn.randint(home.age_from or 0, oldest)
    return date(stay.from_on.year - age, drawn.randint(1, stay.from_on.month), 1)


def _of_home(home: Any, rng: Random, first: date, today: date) -> Iterator[Stay]:
    """Who was with a home, who is, and now and then one child more, or one who will come."""
    offers = codes(home.offers)

    def stay(from_on: date, to_on: date | None = None) -> Stay:
        how = rng.choice(ENDINGS) if to_on else None
        offer = rng.choice(offers) if offers else None
        return Stay(child="", offer=offer, from_on=from_on, to_on=to_on, ended_how=how)

    for number in range(home.places):
        since = max(first, today - timedelta(days=rng.randint(10, LONGEST)))
        if rng.random() < 0.5 and since - first > timedelta(days=90):  # noqa: PLR2004 - somebody was there before
            began = first + timedelta(days=rng.randint(0, (since - first).days - 60))
            yield stay(began, began + timedelta(days=rng.randint(14, 50)))
        if rng.random() < FILLED:
            yield stay(since)
        elif rng.random() < 0.05:  # noqa: PLR2004 - a planned move
            yield stay(today + timedelta(days=rng.randint(3, 12)))
        if number == 0 and rng.random() < 0.01:  # noqa: PLR2004 - a child beyond the approval
            yield stay(today - timedelta(days=rng.randint(1, 5)), today + timedelta(days=6))


def _named(household_ids: list[int], agency_id: int, today: date) -> dict[int, tuple[str, ...]]:
    """The children for whom relatives are approved."""
    rulebook = settings.rulebook(agency_id)
    found: dict[int, tuple[str, ...]] = {}
    for household_id, each in cluster.load(agency_id, household_ids).items():
        approval = each.fold(household_id, rulebook).approval_on(today)
        found[household_id] = approval.terms_on(today).named_children if approval else ()
    return found


def _close(homes: list[Any], rng: Random, by: Actor, today: date) -> None:
    able = [home for home in homes if home.population == Population.MAINSTREAM]
    for home, reason in zip(rng.sample(able, min(len(able), len(WHY))), WHY, strict=False):
        since = max(home.approved_on, today - timedelta(days=rng.randint(3, 80)))
        until = today + timedelta(days=rng.randint(5, 40)) if rng.random() < 0.4 else None  # noqa: PLR2004 - some
        closed = Closed(places=1, reason=reason, from_on=since, to_on=until)
        availability.close(home.household_id, closed, by=by)
