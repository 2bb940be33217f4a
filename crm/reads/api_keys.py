"""The keys of other programs, as the page of them shows them: never the key itself, which is stored nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crm.actor import Actor
from crm.errors import NotFound
from crm.people import api_keys, users
from crm.reads.names import names_of


@dataclass(frozen=True, slots=True)
class KeySeen:
    """A key: what it opens, who made it and when, when it was last used, and when it was revoked."""

    id: int
    name: str
    scope: str
    begins: str
    made_at: datetime
    made_by: str
    used_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str


def every(by: Actor) -> tuple[KeySeen, ...]:
    """The keys of the asker's council or hub: those in use first, each the newest first. NotFound: of neither."""
    user = users.find(by.user_id) if by.user_id is not None else None
    if user is None or (user.agency_id is None and user.hub_id is None):
        raise NotFound("Keys belong to a council or to a hub")
    found = api_keys.every(user.agency_id, user.hub_id)
    names = names_of(who for each in found for who in (each.made_by, each.revoked_by))
    seen = [
        KeySeen(
            id=each.id,
            name=each.name,
            scope=each.scope,
            begins=each.begins,
            made_at=each.made_at,
            made_by=names[each.made_by],
            used_at=each.used_at,
            revoked_at=each.revoked_at,
            revoked_by=names[each.revoked_by],
        )
        for each in found
    ]
    return tuple(sorted(seen, key=lambda each: each.revoked_at is not None))
