"""Who is doing it: carried from the session or the command line into every command and read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The roles of domain.md section 5, the carer of the portal, anyone at all, and the program itself."""

    OFFICER = "officer"
    SOCIAL_WORKER = "social_worker"
    MANAGER = "manager"
    DECISION_MAKER = "decision_maker"
    PANEL = "panel"
    ANALYST = "analyst"
    GOVERNANCE = "governance"
    HUB = "hub"
    ADMIN = "admin"
    CARER = "carer"
    PUBLIC = "public"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """A person with a role, and the agencies whose records are theirs to reach.

    A carer reaches one household, through the portal only, and no agency's records.
    """

    user_id: int | None
    label: str
    role: Role
    agency_ids: tuple[int, ...]
    household_id: int | None = None


def system(*agency_ids: int) -> Actor:
    """The program itself: the command line and jobs, in the agencies named."""
    return Actor(user_id=None, label="Hearth", role=Role.SYSTEM, agency_ids=agency_ids)


def nobody() -> Actor:
    """Someone who is not signed in: whatever they try stands on record without a name."""
    return Actor(user_id=None, label="", role=Role.PUBLIC, agency_ids=())
