"""Who may not merge two records may propose it; a manager merges them, or declines."""

from __future__ import annotations

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, merging, second_person
from crm.commands.merging import People
from crm.errors import Refused
from crm.extensions import db
from crm.people import history
from crm.people import merging as stored
from crm.people.merge_tables import MergeProposal


@command
def propose(
    kept_id: int, merged_id: int, *, people: People, versions: tuple[int, int], because: str, by: Actor
) -> int:
    """Propose to merge the second household into the first; the number of the proposal.

    Refused as the merge is, and where somebody has proposed it already. Nothing of the two changes yet.
    """
    kept, merged = merging.both(kept_id, merged_id, by)
    for household, version in zip((kept, merged), versions, strict=True):
        history.require_same_version(household, version)
    if of_both(kept.id, merged.id):
        raise Refused("Somebody has proposed to merge these two already.")
    made = MergeProposal(
        agency_id=kept.agency_id,
        kept_id=kept.id,
        merged_id=merged.id,
        people={str(place): same for place, same in people.items()},
        because=because,
        kept_version=kept.version,
        merged_version=merged.version,
        proposed_at=clock.now(),
        proposed_by=by.user_id,
    )
    db.session.add(made)
    db.session.flush()
    _on_record("household.propose_merge", made, by, because)
    return made.id


@command
def decline(proposal_id: int, *, by: Actor) -> None:
    """Say no to a proposal; or, of one's own, take it back. Refused: it was decided already (T51)."""
    found = stored.proposal(proposal_id, by.agency_ids)
    if found.decided_at is not None:
        how = {"accepted": "merged these two", "declined": "said no"}.get(found.outcome or "", "took this back")
        raise Refused(second_person.decided_by(found.decided_by, found.decided_at, how))
    own = found.proposed_by is not None and found.proposed_by == by.user_id
    _decide(found, "withdrawn" if own else "declined", by)
    _on_record("household.decline_merge", found, by)


@command
def merge(
    kept_id: int, merged_id: int, *, people: People, versions: tuple[int, int], because: str, by: Actor
) -> int:
    """Merge two households, and with it accept what anybody has proposed about the two."""
    waiting = of_both(kept_id, merged_id)
    made = merging.merge(kept_id, merged_id, people=people, versions=versions, because=because, by=by)
    for proposal in waiting:
        _decide(proposal, "accepted", by)
    return made


def of_both(one_id: int, other_id: int) -> list[MergeProposal]:
    """What is proposed about these two and not decided, whichever is to be kept."""
    two = {one_id, other_id}
    return [each for each in stored.open_proposals(two) if {each.kept_id, each.merged_id} == two]


def _decide(proposal: MergeProposal, outcome: str, by: Actor) -> None:
    proposal.decided_at, proposal.decided_by, proposal.outcome = clock.now(), by.user_id, outcome
    db.session.flush()


def _on_record(action: str, proposal: MergeProposal, by: Actor, because: str | None = None) -> None:
    for household_id in (proposal.kept_id, proposal.merged_id):
        audit.record(
            by,
            action,
            agency_id=proposal.agency_id,
            household_id=household_id,
            about=f"proposal {proposal.id}",
            reason=because,
        )
