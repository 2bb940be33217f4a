"""What each of two carers has signed of stopping: stored, found, and told apart from what came to nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select, update

from crm.errors import NotFound
from crm.extensions import db
from crm.holding import held
from crm.people import carer_accounts, folding, merging, users
from crm.people.notice_tables import CarerNotice
from crm.people.tables import Carer

# A notice stands until it is found to be an error, or becomes the household's: where that was struck out, it was
# never given. It is of one approval, by its journey, and over with that (RV-8, RV-10).
LEFT = ("separated",)  # who may come back
LEFT_FOR_GOOD = ("resigned", "died")  # whose notice came to its end with them
STANDS = CarerNotice.void_at.is_(None), CarerNotice.event_id.is_(None)


def standing(household_id: int, carers: Sequence[Carer], journey_id: int) -> list[CarerNotice]:
    """What these carers have signed of stopping with an approval, the first one first."""
    chosen = select(CarerNotice).where(
        CarerNotice.household_id.in_(merging.together(household_id)),
        CarerNotice.carer_id.in_([each.id for each in carers]),
        CarerNotice.journey_id == journey_id,
        *STANDS,
    )
    return list(db.session.scalars(chosen.order_by(CarerNotice.id)))


def among(approvals: Mapping[int, int]) -> set[int]:
    """Which households have a carer on record whose own notice stands; each with the journey of its approval."""
    chosen = (  # of the record that stands, whichever of those that are one it was signed in
        select(Carer.household_id, CarerNotice.journey_id)
        .join(CarerNotice, Carer.id == CarerNotice.carer_id)
        .where(Carer.household_id.in_(approvals), Carer.removed_at.is_(None), *STANDS)
    )
    return {home for home, journey_id in db.session.execute(chosen) if journey_id == approvals[home]}


def latest(carer_id: int, journey_id: int | None) -> CarerNotice | None:
    """What a carer has signed of stopping with an approval, if that stands; None where nobody approves them."""
    own = select(CarerNotice).where(CarerNotice.carer_id == carer_id, CarerNotice.journey_id == journey_id, *STANDS)
    return db.session.scalar(own.order_by(CarerNotice.id.desc()).limit(1)) if journey_id is not None else None


def of_gone(household_id: int, journey_id: int) -> list[tuple[Carer, CarerNotice]]:
    """Who was taken out of a household, with what they had signed of stopping with its approval."""
    gone = Carer.household_id.in_(merging.together(household_id)), Carer.removed_at.is_not(None)
    chosen = select(Carer, CarerNotice).join(CarerNotice, CarerNotice.carer_id == Carer.id)
    ordered = chosen.where(*gone, CarerNotice.journey_id == journey_id, *STANDS).order_by(CarerNotice.id)
    return [(carer, row) for carer, row in db.session.execute(ordered)]


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
