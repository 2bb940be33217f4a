"""Keys for other programs: a manager makes one, hands it over once, and revokes it when it is no longer wanted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.errors import NotFound, Refused
from crm.extensions import glance
from crm.people import api_keys, folding, users
from crm.people.api_keys import KeyScope as KeyScope
from crm.permissions import MAY
from crm.register import agencies

LONGEST = 100


@dataclass(frozen=True)
class Holder:
    """Whoever sends a request with a key: what it opens, of these councils and of no other; whose hub it is of."""

    key_id: int
    agency_ids: tuple[int, ...]
    scope: KeyScope
    hub_id: int | None = None


class TooOften(Refused):
    """A key has read more often than one may. `seconds`: when to come again."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        most = api_keys.READS.most
        super().__init__(f"A key reads {most} times a minute at most. Try again in {seconds} seconds.")


@dataclass(frozen=True)
class Made:
    """A new key. `text` is shown this once."""

    id: int
    text: str


@command
def make(name: str, scope: KeyScope = KeyScope.ENQUIRIES, *, by: Actor) -> Made:
    """A new key of the maker's council, or of their hub. Refused: one of that name is in use, or it would open what
    its maker does not see (`offered`)."""
    agency_id, hub_id = owner(by)
    if scope not in offered(by):
        raise Refused("You cannot make a key that shows more than you see yourself", field="scope")
    name = folding.tidied(name, longest=LONGEST, field="name")
    if not name:
        raise Refused("Enter a name for the key", field="name")
    in_use = [each for each in api_keys.every(agency_id, hub_id) if each.revoked_at is None]
    if any(folding.folded(each.name) == folding.folded(name) for each in in_use):
        raise Refused(
            f"There is a key called '{name}' already: revoke it first, or choose another name", field="name"
        )
    key_id, text = api_keys.add(name, scope, agency_id=agency_id, hub_id=hub_id, at=clock.now(), by=by.user_id)
    audit.record(by, "api_key.make", agency_id=agency_id, about=f"api key {key_id}", fields=[scope])
    return Made(key_id, text)


@command
def revoke(key_id: int, *, by: Actor) -> str:
    """Let a key open nothing any more; its name. Revoked again: as before. NotFound: it is another's."""
    agency_id, hub_id = owner(by)
    key = api_keys.numbered(key_id, agency_id, hub_id)
    if key is None:
        raise NotFound("There is no such key")
    if key.revoked_at is None:
        key.revoked_at, key.revoked_by = clock.now(), by.user_id
        audit.record(by, "api_key.revoke", agency_id=agency_id, about=f"api key {key_id}")
    return key.name


def holder(text: str) -> Holder | None:
    """Who sends a request with this key; nobody, where there is no such key, or it was revoked."""
    with glance():
        key = api_keys.find(text)
        if key is None:
            return None
        scope = KeyScope(key.scope)
        if key.agency_id is not None:
            return Holder(key.id, (key.agency_id,), scope)
        return Holder(key.id, tuple(each.id for each in agencies.members(key.hub_id or 0)), scope, key.hub_id)


def offered(by: Actor) -> tuple[KeyScope, ...]:
    """What a key that somebody makes may open: figures as counted for who sees them so, of one council (048)."""
    whole = by.role in MAY["reports.unsuppressed"] and owner(by)[0] is not None
    return tuple(KeyScope) if whole else (KeyScope.ENQUIRIES, KeyScope.PUBLISHED)


def admit(held: Holder) -> None:
    """Count a read of figures. TooOften: the key has read so often that it is to wait."""
    until = _counted(held.key_id)
    if until is not None:
        raise TooOften(max(1, ceil((until - clock.now()).total_seconds())))


@command
def _counted(key_id: int) -> datetime | None:
    api_keys.touch(key_id, at=clock.now())
    return api_keys.read_once_more(key_id, at=clock.now())


def owner(by: Actor) -> tuple[int | None, int | None]:
    """The council, or the hub, whose keys somebody looks after: one of the two. NotFound: of neither."""
    user = users.find(by.user_id) if by.user_id is not None else None
    if user is None or (user.agency_id is None and user.hub_id is None):
        raise NotFound("Keys belong to a council or to a hub")
    return (None, user.hub_id) if user.hub_id is not None else (user.agency_id, None)
