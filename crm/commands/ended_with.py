"""How a placement ended: always what stands on record says, whoever told it, and in whatever order it was told.

In this order: the order or other end of the kinship approval with which it ended, while that stands (KC-12); else
what a file told beside it; else, where neither stands, the child is there still. Asked whenever any of it changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from crm import audit, clock
from crm.actor import Actor
from crm.commands.spells import meet
from crm.commands.stays import FIELDS, Stay
from crm.errors import Refused
from crm.journey.event import Event
from crm.journey.events import HouseholdDeregistered, NoticeReceived
from crm.journey.history import standing
from crm.journey.household import Household
from crm.journey.ranges import Route
from crm.journey.saying import said
from crm.ledger import batches, cluster
from crm.people import households, placements, stays_told
from crm.people.placement_tables import Placement
from crm.people.stays_told import Told
from crm.register import settings

ENDS = (HouseholdDeregistered, NoticeReceived)
UNDONE = "import_undone"
End = tuple[date | None, str | None]


@dataclass(frozen=True, slots=True)
class Followed:
    """A placement that ends otherwise than it did, for something else changed; `reference` is the household's."""

    reference: str
    was: End
    now: End

    def __str__(self) -> str:
        """The same in a sentence, without the child."""
        was, now = (f"it ended on {said(on)}" if on else "it went on" for on, _ in (self.was, self.now))
        return f"A placement with {self.reference} follows: {was} before, and {now} now."


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


def settle(rows: Collection[Placement], *, because: str, by: Actor) -> list[Followed]:
    """Let stays that stand be as they were told, but for the files that were taken back, and end as derived.

    Refused where a child would be in two homes at once, whichever end that was told is taken.
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
        now = turn.end(row, told)
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
    return found


def take_back(batch_id: int, *, by: Actor) -> tuple[int, list[Followed]]:
    """Let every stay of which a batch told be as it was told without it: how many are, and what followed.

    What somebody has put right since stays as they put it. Refused where a child would be in two homes at once:
    they have been placed elsewhere since. The batch is on record as taken back already.
    """
    brought = placements.told_by(batch_id)
    if not brought:
        return 0, []
    later = defaultdict[int, list[Placement]](list)
    for each in placements.ever(brought[0].agency_id):
        later[each.follows_id or 0].append(each)
    stand = list({found.id: found for row in brought if (found := stays_told.standing(row, later))}.values())
    followed = settle(stand, because=UNDONE, by=by)
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

    def end(self, row: Placement, told: Told) -> End:
        """How a stay ends: the first of what may be said of it that leaves the child in one home at a time."""
        others = [each for each in placements.of_child(self.agency_id, row.child) if each.id != row.id]
        clash: Placement | None = None
        for to_on, how in self._ends_of(row, told):
            stay = Stay(child=row.child, offer=None, from_on=row.from_on, to_on=to_on)
            met = next((each for each in others if meet(each, stay)), None)
            if met is None and (to_on is None or to_on > row.from_on):
                return to_on, how
            clash = clash or met
        if row.removed_at is None or clash is None:
            return row.to_on, row.ended_how
        until = f" to {said(clash.to_on)}" if clash.to_on else ", and has not left"
        raise Refused(
            f"This cannot be taken back: {row.child} would be in two homes at once, for this child is on record "
            f"elsewhere from {said(clash.from_on)}{until}. Put that right first."
        )

    def _ends_of(self, row: Placement, told: Told) -> list[End]:
        """The ends that may be said of a stay, the one that holds first."""
        link = told.ending.ended_with if told.ending else None
        if told.ending is None or link is None:
            return [told.end]
        ends = self._ends.get(row.household_id)
        if ends is None:
            ends = self._ends[row.household_id] = self._known(row.household_id)
        if link not in ends:  # its journey went to another record since
            return [(row.to_on, row.ended_how)]
        return [ends[link] or (told.end if told.ending.own_end else (None, None)), told.end]

    def _known(self, household_id: int) -> dict[int, End | None]:
        """What each event of a household says of the placements that ended with it; None: nothing, or no more."""
        rows = cluster.load(self.agency_id, [household_id])[household_id].rows
        known: dict[int, End | None] = dict.fromkeys(row.id for row in rows)
        return known | {row.first_id or row.id: self._says(row.event) for row in standing(rows)}

    def _says(self, event: Event) -> End | None:
        how = self.ways.get(event.reason or "") if isinstance(event, ENDS) else None
        if how is None or not isinstance(event, ENDS):
            return None
        return (event.ends_on if isinstance(event, NoticeReceived) else event.happened_on), how


def _other(row: Placement, told: Told) -> bool:
    """Whether something else than its end is told otherwise than a row says."""
    ends = stays_told.END
    return any(getattr(row, name) != value for name, value in told.fields.items() if name not in ends)


def _anew(row: Placement, told: Told, end: End, by: Actor) -> Placement:
    """The row that takes the place of another of the same stay, as it was told but for its end."""
    stay = {name: getattr(told.row, name) for name in FIELDS} | told.fields
    return Placement(
        agency_id=row.agency_id,
        household_id=row.household_id,
        **(stay | {"to_on": end[0], "ended_how": end[1]}),
        ended_with=told.ending.ended_with if told.ending else None,
        own_end=told.ending is not None and told.ending.own_end,
        told_id=told.row.id,
        follows_id=row.id,
        batch_id=told.row.batch_id,
        added_at=clock.now(),
        added_by=by.user_id,
    )
