"""Two records that are one household: merged into one, and parted again exactly.

The journeys are tied anew by dated rows of the ledger, which posts what that changes by difference: a figure of a
past day stays as it was known. Everything else stays with the record that it was made on and is read together
(`people.merging`); what the kept record takes over is named in the merge, and given back when it is undone. What
was recorded since goes to the one that it is of (`people.parted`).
"""

from __future__ import annotations

from collections.abc import Mapping

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, parted, parted_acts, tasks, visit_steps
from crm.errors import Refused
from crm.journey.events import JourneyClosed
from crm.journey.household import Household as Folded
from crm.ledger import ties
from crm.ledger.journal import Impossible, Writing
from crm.people import history, households, merging, takeover
from crm.people.merge_tables import HouseholdMerge
from crm.people.tables import Household
from crm.people.tasks import STEP
from crm.register import settings

JOURNEY = "journey"  # of which `undo` is told as of rows
CLOSED_AS_ONE = "Closed while two records were one: do they still ask? Reopen the journey, or end this"

People = Mapping[
    int, int
]  # of the record that goes: each carer's place, and their place in the one that stays, or 0


@command
def merge(
    kept_id: int, merged_id: int, *, people: People, versions: tuple[int, int], because: str, by: Actor
) -> int:
    """Merge the second household into the first; the number of the merge, by which it is undone.

    `people` says of each carer of the second which carer of the first that is, and 0 for somebody else. `versions`
    are those of both that were looked at: Stale if either has changed. Refused: they are one already, of two
    agencies, both approved at once, or of more than two carers.
    """
    kept, merged = both(kept_id, merged_id, by)
    turn = Writing(kept.agency_id, settings.rulebook(kept.agency_id), by=by.user_id)
    for household, version in zip((kept, merged), versions, strict=True):
        history.require_version(household, version)
    turn.load([kept.id, merged.id])
    journeys = turn.journeys(merged.id)
    _tie(turn, journeys, kept.id, "merge")
    taken = takeover.take(kept, merged, people, _since(by))
    made = HouseholdMerge(
        agency_id=kept.agency_id,
        kept_id=kept.id,
        merged_id=merged.id,
        because=because,
        brought={"journeys": journeys, **taken},
        merged_at=turn.moment,
        merged_by=by.user_id,
    )
    merging.add(made)
    merging.join(kept.id, merged.id)
    _next_version(kept, merged)
    turn.write()
    parted_acts.rejoin(kept.id, by)
    _on_record("household.merge", made, by, because)
    return made.id


@command
def undo(merge_id: int, *, because: str, by: Actor, goes: Mapping[str, bool] | None = None) -> None:
    """Part what a merge joined: each household has again what was its own, with what was recorded of it since.

    `goes` says of rows that do not tell whose they are, by the keys of `people.parted`, whether they go with the
    household that was merged; and so of journeys begun since, by their numbers. What it leaves out stays.
    Refused: it was undone before, or the kept household was itself merged into another since.
    """
    made = merging.merge(merge_id, by.agency_ids)
    kept, merged = merging.numbered(made.kept_id), merging.numbered(made.merged_id)
    if made.undone_at is not None:
        raise Refused("This merge was undone already.")
    if kept.merged_into_id is not None:
        into = merging.numbered(kept.merged_into_id).reference
        raise Refused(f"{kept.reference} was itself merged into {into} since. Undo that first.")
    turn = Writing(made.agency_id, settings.rulebook(made.agency_id), by=by.user_id)
    turn.load([kept.id, merged.id])
    held, begun = set(turn.journeys(kept.id)), ties.begun_since(kept.id, made.merged_at)
    going = {*made.brought["journeys"], *(each for each in begun if (goes or {}).get(f"{JOURNEY}-{each}"))}
    journeys = sorted(going & held)
    _tie(turn, journeys, merged.id, "unmerge")
    both, because_undone = parted.known(turn, made, journeys), _since(by)
    sent = parted.move(both, goes or {}, by)
    parted.people(both, because_undone)
    takeover.give_back(kept, merged, both.people, made.brought, because_undone)
    went = sorted(row for each in both.people if each.home is not None and not each.own for row in each.ids)
    made.brought = {**made.brought, "went": went, "sent": sent}
    made.undone_at, made.undone_by, made.undone_because = turn.moment, by.user_id, because
    merging.part(made)
    _next_version(kept, merged)
    turn.write()
    made.brought = {**made.brought, "rested": parted.follow(kept, merged, both, by)}
    _on_record("household.unmerge", made, by, because)
    _ask_to_look(turn, made, by)


class _Rehearsed(Exception):  # noqa: N818 - no error: it takes back what was done
    def __init__(self, after: tuple[Folded, Folded]) -> None:
        super().__init__()
        self.after = after


def rehearse(merge_id: int, *, by: Actor, goes: Mapping[str, bool]) -> tuple[Folded, Folded]:
    """The kept household and the other as undoing the merge would leave them; nothing is written."""
    try:
        _rehearse(merge_id, by, goes)
    except _Rehearsed as seen:
        return seen.after
    raise AssertionError("a rehearsal always ends so")


@command
def _rehearse(merge_id: int, by: Actor, goes: Mapping[str, bool]) -> None:
    undo(merge_id, because="", by=by, goes=goes)
    made = merging.merge(merge_id, by.agency_ids)
    kept, merged = (visit_steps.folded(merging.numbered(each)) for each in (made.kept_id, made.merged_id))
    raise _Rehearsed((kept, merged))


def _ask_to_look(turn: Writing, made: HouseholdMerge, by: Actor) -> None:
    """A journey that was closed while the two were one may go on now that they are two: nobody else would call."""
    for number in (made.kept_id, made.merged_id):
        ended = (each.rows[-1] for each in turn.household(number).journeys if each.rows)
        if any(isinstance(row.event, JourneyClosed) and row.recorded_at >= made.merged_at for row in ended):
            tasks.add(number, kind=STEP, what=CLOSED_AS_ONE, due_on=clock.today(), by=by)


@command
def tell_apart(one_id: int, other_id: int, *, by: Actor) -> None:
    """Say of two households that look alike that they are two. They leave the queue of likely duplicates."""
    one, other = both(one_id, other_id, by)
    if merging.told_apart(one.id, other.id) is None:
        merging.tell_apart(one.agency_id, one.id, other.id, at=clock.now(), by=by.user_id)
        _told("household.tell_apart", one, other, by)


@command
def take_back_apart(one_id: int, other_id: int, *, by: Actor) -> None:
    """Take back that two households are two: they may be one after all."""
    one, other = both(one_id, other_id, by)
    said = merging.told_apart(one.id, other.id)
    if said is not None:
        said.taken_back_at, said.taken_back_by = clock.now(), by.user_id
        _told("household.take_back_apart", one, other, by)


def both(kept_id: int, merged_id: int, by: Actor) -> tuple[Household, Household]:
    """Two households that could be one: the actor's, of one agency, and each standing for itself."""
    kept, merged = households.load(kept_id, by.agency_ids), households.load(merged_id, by.agency_ids)
    if kept.id == merged.id:
        raise Refused("This is the same household: it cannot be merged with itself.", field="other")
    if kept.agency_id != merged.agency_id:
        raise Refused("The two are of different councils: a household belongs to one.", field="other")
    return kept, merged


def _tie(turn: Writing, journeys: list[int], household_id: int, reason: str) -> None:
    try:
        turn.tie(journeys, household_id, reason)
    except Impossible as no:
        raise Refused(f"They cannot be one household. {no.message}", field="other") from no


def _since(by: Actor) -> history.Because:
    return history.Because("changed", clock.today(), clock.now(), by.user_id)


def _next_version(kept: Household, merged: Household) -> None:
    """A version that no form has that was opened on either before."""
    kept.version = merged.version = max(kept.version, merged.version) + 1


def _on_record(action: str, made: HouseholdMerge, by: Actor, because: str) -> None:
    for household_id in (made.kept_id, made.merged_id):
        audit.record(
            by,
            action,
            agency_id=made.agency_id,
            household_id=household_id,
            about=f"merge {made.id}",
            fields=["journeys", *made.brought["filled"]],
            reason=because,
        )


def _told(action: str, one: Household, other: Household, by: Actor) -> None:
    for household in (one, other):
        audit.record(by, action, agency_id=household.agency_id, household_id=household.id)
