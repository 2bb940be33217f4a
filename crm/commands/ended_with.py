"""How a placement ended: always what stands on record says, whoever told it, and in whatever order it was told.

In this order: the order or other end of the kinship approval with which it ended, while that stands (KC-12); else
what a file told beside it; else, where neither stands, the child is there still. Asked whenever any of it changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import date

from crm import audit, clock
from crm.actor import Actor
from crm.commands import following
from crm.commands.following import End, Followed
from crm.commands.spells import meet
from crm.commands.stays import FIELDS, Stay, families_beyond
from crm.errors import Refused
from crm.journey.events import HouseholdDeregistered, NoticeReceived
from crm.journey.history import Row, standing
from crm.journey.household import Household, Journey, end_of
from crm.journey.parent_and_child import OFFER
from crm.journey.ranges import Route
from crm.journey.saying import said
from crm.ledger import batches, cluster
from crm.people import households, placements, stays_told
from crm.people.placement_tables import Placement
from crm.people.stays_told import Told
from crm.register import settings

ENDS = (HouseholdDeregistered, NoticeReceived)
UNDONE = "import_undone"
ENDED = "placement_ended"


def follow(household_id: int, *, because: str, by: Actor) -> list[Followed]:
    """Let what ended with an approval end as all that stands on record says now."""
    linked = [each for each in placements.standing(Placement, household_id) if each.ended_with is not None]
    return settle(linked, because=because, by=by)


def follow_all(agency_id: int, household_ids: Collection[int], *, because: str, by: Actor) -> list[Followed]:
    """The same for those of these households, of one agency, that have such placements."""
    wanted = sorted(placements.that_ended_with(agency_id).intersection(household_ids))
    return [each for household_id in wanted for each in follow(household_id, because=because, by=by)]


def follow_child(agency_id: int, children: Iterable[str], *, because: str, by: Actor) -> list[Followed]:
    """The same for these children: where one was placed since decides whether a stay before it can go on."""
    found = [row for child in sorted(set(children)) for row in placements.of_child(agency_id, child)]
    return settle([row for row in found if row.ended_with is not None], because=because, by=by)


def settle(rows: Collection[Placement], *, because: str, by: Actor, firmly: bool = False) -> list[Followed]:
    """Let stays that stand be as they were told, but for the files that were taken back, and end as derived.

    Refused where a child would be in two homes at once, or two families on one place, whichever end that was told
    is taken. Unless it is asked `firmly`, what stands as it was told but for its end, stays as it is instead.
    """
    if not rows:
        return []
    turn = _Turn(next(iter(rows)).agency_id)
    found: list[Followed] = []
    stay_on: list[tuple[Placement, Told]] = []
    for row in sorted(rows, key=lambda each: (each.from_on, each.id)):
        told = stays_told.told(row, turn.undone)
        if told is not None:
            stay_on.append((row, told))
        if told is None or told.row.id != (row.told_id or row.id) or _other(row, told):
            placements.remove(row, UNDONE, at=clock.now(), by=by.user_id)
    for row, told in stay_on:
        now = turn.end(row, told, firmly=firmly)
        if row.removed_at is None and now == (row.to_on, row.ended_how):
            continue
        if row.removed_at is None:
            placements.remove(row, because, at=clock.now(), by=by.user_id)
        made = placements.add(_anew(row, told, now, by))
        changed = [name for name in FIELDS if getattr(row, name) != getattr(made, name)]
        audit.record(
            by,
            "placement.correct",
            agency_id=row.agency_id,
            household_id=row.household_id,
            about=f"placement {made.id}",
            fields=changed,
            reason=because,
        )
        if now != (row.to_on, row.ended_how):
            found.append(Followed(households.reference_of(row.household_id), (row.to_on, row.ended_how), now))
    return following.tell(found)


def take_back(batch_id: int, *, by: Actor) -> tuple[int | None, list[Followed]]:
    """Let every stay of which a batch told be as it was told without it: how many are, and what followed.

    None: it told of none. What somebody has put right since stays as they put it. Refused where a child would be
    in two homes at once: they have been placed elsewhere since. The batch is on record as taken back already.
    """
    brought = placements.told_by(batch_id)
    if not brought:
        return None, []
    later = defaultdict[int, list[Placement]](list)
    for each in placements.ever(brought[0].agency_id):
        later[each.follows_id or 0].append(each)
    stand = list({found.id: found for row in brought if (found := stays_told.standing(row, later))}.values())
    followed = settle(stand, because=UNDONE, by=by, firmly=True)
    children = {row.child for row in brought}
    followed += follow_child(brought[0].agency_id, children, because=UNDONE, by=by)
    return sum(row.removed_at is not None for row in stand), followed


def ways_of_ending(agency_id: int) -> dict[str, str | None]:
    """How a placement ended, by the reason for which the approval did; None: the reason does not say."""
    listed = settings.value("deregistered_reasons", agency_id, clock.today())
    return {each["code"]: each.get("placement_ending") for each in listed}


def with_the_approval(
    history: Household, ways: Mapping[str, str | None], to_on: date | None, how: str | None
) -> int | None:
    """The first event of the end of the approval that a placement ended with, as its reason says; None: on its own.

    What ended before that end was on record, ended on its own, though it be on the same day in the same way.
    """
    kin = (each for each in history.approvals if each.route is Route.KINSHIP and each.ends_on == to_on)
    ended = next((each.ended for each in kin if each.ended is not None), None)
    if to_on is None or ended is None:
        return None
    reason = getattr(ended.event, "reason", None) or ""
    return (ended.first_id or ended.id) if ways.get(reason) == how else None


class _Turn:
    """What stands on record of an agency, looked up once."""

    def __init__(self, agency_id: int) -> None:
        self.agency_id = agency_id
        self.undone = batches.undone(agency_id)
        self.ways = ways_of_ending(agency_id)
        self._ends: dict[int, dict[int, End | None]] = {}

    def end(self, row: Placement, told: Told, *, firmly: bool) -> End:
        """How a stay ends: the first of what may be said of it, with one home a child and one place a family.

        Refused where none is such, if the stay cannot be left as it stands.
        """
        no: str | None = None
        for to_on, how in self._ends_of(row, told):
            if to_on is not None and to_on <= row.from_on:
                continue
            stay = _stay(told, (to_on, how))
            clash = self._elsewhere(row, stay) or self._one_place(row, stay)
            if clash is None:
                return to_on, how
            no = no or clash
        if no is None or (row.removed_at is None and not firmly):
            return row.to_on, row.ended_how
        raise Refused(f"This cannot be taken back: {no}. Put that right first.")

    def _elsewhere(self, row: Placement, stay: Stay) -> str | None:
        """Where else the child of a stay is meanwhile, in words."""
        every = (each for each in placements.of_child(self.agency_id, row.child) if each.id != row.id)
        clash = next((each for each in every if meet(each, stay)), None)
        if clash is None:
            return None
        until = f" to {said(clash.to_on)}" if clash.to_on else ", and has not left"
        return (
            f"{row.child} would be in two homes at once, for this child is on record elsewhere from "
            f"{said(clash.from_on)}{until}"
        )

    def _one_place(self, row: Placement, stay: Stay) -> str | None:
        """That another family has the place meanwhile, in words; what was so already is borne (B-13)."""
        if stay.offer != OFFER:
            return None
        rules = settings.rulebook(self.agency_id)
        home = cluster.load(self.agency_id, [row.household_id])[row.household_id].fold(row.household_id, rules)
        terms = home.terms_on(row.from_on)
        every = placements.standing(Placement, row.household_id)
        beside = [each for each in every if each.offer == OFFER and each.id != row.id]
        was = terms is None or (row.offer == OFFER and families_beyond(row, terms, beside))
        if terms is None or was or not families_beyond(stay, terms, beside):
            return None
        return (
            f"{row.child} would be there on a place for a parent with a child that another family has meanwhile, "
            "and none is counted twice (B-13)"
        )

    def _ends_of(self, row: Placement, told: Told) -> list[End]:
        """The ends that may be said of a stay, the one that holds first."""
        link = told.ending.ended_with if told.ending else None
        if told.ending is None or link is None:
            return [told.end]
        ends = self._ends.get(row.household_id)  # by any event of the journey on which they were approved
        if ends is None:
            ends = self._ends[row.household_id] = self._known(row.household_id)
        if link not in ends:  # its journey went to another record since
            return [(row.to_on, row.ended_how)]
        return [ends[link] or (told.end if told.ending.own_end else (None, None)), told.end]

    def _known(self, household_id: int) -> dict[int, End | None]:
        """What the end of the approval of each event's journey says of the placements that ended with it.

        None: that it says nothing, or that there is no such end any more.
        """
        rows = cluster.load(self.agency_id, [household_id])[household_id].rows
        stand: dict[int, list[Row]] = {row.journey_id: [] for row in rows}
        for row in standing(rows):
            stand[row.journey_id].append(row)
        ends = {key: self._says(*end_of(Journey(key, Route.KINSHIP, tuple(own)))) for key, own in stand.items()}
        return {row.id: ends[row.journey_id] for row in rows}

    def _says(self, ended: Row | None, ends_on: date | None) -> End | None:
        how = self.ways.get(getattr(ended.event, "reason", None) or "") if ended else None
        return (ends_on, how) if how is not None else None


def _other(row: Placement, told: Told) -> bool:
    """Whether something else than its end is told otherwise than a row says."""
    ends = stays_told.END
    return any(getattr(row, name) != value for name, value in told.fields.items() if name not in ends)


def _stay(told: Told, end: End) -> Stay:
    """A stay as it was told, but for its end."""
    fields = {name: getattr(told.row, name) for name in FIELDS} | told.fields
    return Stay(**(fields | {"to_on": end[0], "ended_how": end[1]}))


def _anew(row: Placement, told: Told, end: End, by: Actor) -> Placement:
    """The row that takes the place of another of the same stay, as it was told but for its end."""
    return Placement(
        agency_id=row.agency_id,
        household_id=row.household_id,
        **asdict(_stay(told, end)),
        ended_with=told.ending.ended_with if told.ending else None,
        own_end=told.ending is not None and told.ending.own_end,
        told_id=told.row.id,
        follows_id=row.id,
        batch_id=told.row.batch_id,
        added_at=clock.now(),
        added_by=by.user_id,
    )
