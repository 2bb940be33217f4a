"""What each of two carers has signed of stopping: stored, found, and told apart from what came to nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select, update

from crm.errors import NotFound
from crm.extensions import db
from crm.holding import held
from crm.people import carer_accounts, folding, merging, users
from crm.people.notice_tables import CarerNotice
from crm.people.tables import Carer


def standing(household_id: int, carers: Sequence[Carer], since: date) -> list[CarerNotice]:
    """What these carers have signed since their approval began, and nobody has found to be an error.

    What became the household's notice is not among it: where that was struck out, it was never given.
    """
    chosen = select(CarerNotice).where(
        CarerNotice.household_id.in_(merging.together(household_id)),
        CarerNotice.carer_id.in_([each.id for each in carers]),
        CarerNotice.signed_on >= since,
        CarerNotice.void_at.is_(None),
        CarerNotice.event_id.is_(None),
    )
    return list(db.session.scalars(chosen.order_by(CarerNotice.id)))


def among(household_ids: Collection[int]) -> set[int]:
    """Which of these households have a carer on record whose own notice stands."""
    chosen = (
        select(Carer.household_id)  # of the record that stands, whichever of those that are one it was signed in
        .join(CarerNotice, Carer.id == CarerNotice.carer_id)
        .where(Carer.household_id.in_(household_ids), Carer.removed_at.is_(None))
        .where(CarerNotice.void_at.is_(None), CarerNotice.event_id.is_(None))
    )
    return set(db.session.scalars(chosen))


def latest(carer_id: int) -> CarerNotice | None:
    """The latest that a carer has signed and that stands, and became no notice of the household."""
    own = CarerNotice.carer_id == carer_id, CarerNotice.void_at.is_(None), CarerNotice.event_id.is_(None)
    return db.session.scalar(select(CarerNotice).where(*own).order_by(CarerNotice.id.desc()).limit(1))


def gone_with_notice(household_id: int) -> list[Carer]:
    """Who was taken out of a household, and had signed a notice that stands."""
    signed = select(CarerNotice.carer_id).where(CarerNotice.void_at.is_(None), CarerNotice.event_id.is_(None))
    gone = Carer.household_id.in_(merging.together(household_id)), Carer.removed_at.is_not(None)
    return list(db.session.scalars(select(Carer).where(*gone, Carer.id.in_(signed)).order_by(Carer.id)))


def load(household_id: int, number: int) -> CarerNotice:
    """One of a household's, locked; NotFound: there is none."""
    found = held(CarerNotice, number)
    if found is None or found.household_id not in merging.together(household_id):
        raise NotFound("There is no such notice")
    return found


def hand_on(from_carer: int, to_carer: int) -> None:
    """Let what one row of a carer has signed be what another of the same person has, who comes back, or comes along
    when two records become one."""
    chosen = update(CarerNotice).where(CarerNotice.carer_id == from_carer)
    db.session.execute(chosen.values(carer_id=to_carer), execution_options={"synchronize_session": "fetch"})


def add(row: CarerNotice) -> CarerNotice:
    """Keep one."""
    db.session.add(row)
    db.session.flush()
    return row


def whose(user_id: int | None, carers: Sequence[Carer]) -> Carer | None:
    """Which of these carers an account is of: as it is known elsewhere, or the only one who has its name."""
    user = users.find(user_id) if user_id is not None else None
    if user is None:
        return None
    named = [each for each in carers if each.name and folding.folded(each.name) == folding.folded(user.name)]
    return carer_accounts.owner(user, carers) or (named[0] if len(named) == 1 else None)
