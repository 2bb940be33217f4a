"""Who looked and who changed something: asking the audit is a look too, and goes on record."""

from __future__ import annotations

from dataclasses import dataclass

from crm import audit
from crm.actor import Actor
from crm.reads import audited, look
from crm.reads.audited import Asked, Found
from crm.reads.audited_about import Look
from crm.reads.histories import Identity, identify, load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record


@dataclass(frozen=True, slots=True)
class LooksSeen:
    """A household's head, and a page of those who looked at it or changed it, newest first."""

    household: HouseholdSeen
    found: Found


@look
def looks(reference: str, asked: Asked, by: Actor) -> LooksSeen:
    """Who looked at one household. This look goes on record too, and is the first line of the next."""
    history = load_history(reference, by)
    found = audited.of_household(history.identity, asked, by)
    seen_on_record(history.identity, ["who looked"], by)
    return LooksSeen(seen(history), found)


@look
def search(reference: str, asked: Asked, by: Actor) -> Found:
    """The audit of the asker's agencies, or of one household of theirs; NotFound for a foreign one (T11)."""
    identity = identify(reference, by) if reference else None
    found = audited.of_household(identity, asked, by) if identity else audited.of_agencies(by, asked)
    _on_record("audit.view", identity, asked, by)
    return found


@look
def export(reference: str, asked: Asked, reason: str, by: Actor) -> tuple[Look, ...]:
    """The same as a file; what for goes on record."""
    identity = identify(reference, by) if reference else None
    found = audited.all_of(by, identity, asked)
    _on_record("audit.export", identity, asked, by, reason, len(found))
    return found


def _on_record(
    action: str, identity: Identity | None, asked: Asked, by: Actor, reason: str | None = None, lines: int = 0
) -> None:
    audit.record(
        by,
        action,
        agency_id=identity.agency_id if identity else None,
        household_id=identity.id if identity else None,
        fields=["who looked", *([f"{lines} lines"] if reason else [])],
        about=f"user {asked.person}" if asked.person is not None else None,
        reason=reason,
    )
