"""Campaigns: what they are now and were on a past day, and which of them a name or a link is of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, select

from crm.actor import Actor, Role
from crm.errors import NotFound
from crm.extensions import db
from crm.register.campaign_tables import CampaignEntry, CampaignLink, CampaignMember

NAME, LABEL, WHAT, ABOUT = 100, 100, 200, 2000  # characters
WHOLE = 100  # percent that the councils' shares come to


@dataclass(frozen=True, slots=True)
class Entry:
    """What a campaign said from a moment on; `id` is what a form compares. `shares`: whole percent by council."""

    id: int
    name: str
    spellings: tuple[str, ...]
    channel: str
    starts_on: date
    ends_on: date | None
    about: str
    shares: Mapping[int, int]
    recorded_at: datetime
    recorded_by: int | None

    @property
    def names(self) -> tuple[str, ...]:
        """Its name and how else it is written."""
        return (self.name, *self.spellings)


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign with all that it ever said, the oldest first."""

    id: int
    entries: tuple[Entry, ...]

    @property
    def now(self) -> Entry:
        """What it says."""
        return self.entries[-1]

    @property
    def agency_ids(self) -> tuple[int, ...]:
        """The councils that have a part in it."""
        return tuple(sorted(self.now.shares))

    @property
    def joint(self) -> bool:
        """Whether several councils have a part in it."""
        return len(self.now.shares) > 1

    @property
    def folded(self) -> frozenset[str]:
        """Every name that it has or had, and how else it is written now, as names are compared."""
        return frozenset(folded(name) for each in self.entries for name in (each.name,)) | frozenset(
            folded(each) for each in self.now.spellings
        )

    def known(self, before: datetime) -> Campaign | None:
        """The same as it was on record before a moment; None, if it was not."""
        then = tuple(each for each in self.entries if each.recorded_at < before)
        return replace(self, entries=then) if then else None


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a campaign to the public form."""

    id: int
    campaign_id: int
    key: str
    label: str
    source: str
    recorded_at: datetime
    recorded_by: int | None


def folded(name: str) -> str:
    """A name as names of campaigns are compared, as the report's table of sources does."""
    return " ".join(name.split()).casefold()


def seen(found: Campaign | None, by: Actor) -> bool:
    """Whether it is the actor's to see, and with it its evenings: a council sees those in which it has a part, and
    the hub's role what its councils do together (trust 5.2). Every page and command asks it here."""
    if found is None or not set(found.agency_ids) & set(by.agency_ids):
        return False
    return found.joint or by.role is not Role.HUB


def spoken_for(found: Campaign, by: Actor) -> bool:
    """Whether the actor works for all its councils, of which a hub no longer has those that left it."""
    return by.role is Role.HUB or set(found.agency_ids) <= set(by.agency_ids)


def of_actor(by: Actor) -> tuple[Campaign, ...]:
    """Every campaign that the actor sees, the latest first."""
    return tuple(each for each in of_agencies(by.agency_ids) if seen(each, by))


def require(number: int, by: Actor) -> Campaign:
    """A campaign that the actor sees. NotFound: there is none."""
    found = one(number)
    if found is None or not seen(found, by):
        raise NotFound("There is no such campaign")
    return found


def of_agencies(agency_ids: Collection[int]) -> tuple[Campaign, ...]:
    """Every campaign in which one of these councils has a part, the latest first."""
    mine = select(CampaignMember.campaign_id).where(CampaignMember.agency_id.in_(agency_ids))
    found = (each for each in _read(CampaignEntry.campaign_id.in_(mine)) if set(each.agency_ids) & set(agency_ids))
    return tuple(sorted(found, key=lambda each: (each.now.starts_on, each.id), reverse=True))


def one(number: int) -> Campaign | None:
    """The campaign with this number."""
    return next(iter(_read(CampaignEntry.campaign_id == number)), None)


def links(campaign_ids: Collection[int]) -> tuple[Link, ...]:
    """The links of these campaigns, the oldest first."""
    return _links(CampaignLink.campaign_id.in_(campaign_ids))


def link(key: str) -> Link | None:
    """The link that has this key in its address."""
    return next(iter(_links(CampaignLink.key == key)), None)


def _links(chosen: ColumnElement[bool]) -> tuple[Link, ...]:
    rows = db.session.scalars(select(CampaignLink).where(chosen).order_by(CampaignLink.id))
    return tuple(
        Link(row.id, row.campaign_id, row.key, row.label, row.source, row.recorded_at, row.recorded_by)
        for row in rows
    )


def _read(chosen: ColumnElement[bool]) -> list[Campaign]:
    entries: dict[int, list[Entry]] = defaultdict(list)
    for row in db.session.scalars(select(CampaignEntry).where(chosen).order_by(CampaignEntry.id)):
        entries[row.campaign_id].append(_entry(row))
    return [Campaign(number, tuple(found)) for number, found in entries.items()]


def _entry(row: CampaignEntry) -> Entry:
    return Entry(
        id=row.id,
        name=row.name,
        spellings=tuple(row.spellings),
        channel=row.channel,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        about=row.about or "",
        shares={int(number): percent for number, percent in row.shares.items()},
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
    )
