"""Campaigns as pages show them: the register, one with its history, links and spending, and the list as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from crm import clock
from crm.actor import Actor
from crm.campaign_words import AHEAD, ENDED, RUNNING
from crm.errors import NotFound
from crm.people.folding import folded
from crm.reads import look
from crm.reads.choices import of_agency
from crm.reads.names import names_of
from crm.reads.noted import note_file
from crm.reads.paging import PAGE, Paged, page_of
from crm.register import agencies, campaign_spend, campaigns
from crm.register.campaign_spend import Spent
from crm.register.campaigns import Campaign, Entry, Link


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed by; blank narrows nothing."""

    q: str = ""
    state: str = ""
    kind: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class CampaignSeen:
    """A campaign in the register. `own_pence` is what the asker's councils have paid of what it cost."""

    campaign: Campaign
    channel: str
    councils: tuple[tuple[int, str, int], ...]  # number, name, share in percent
    pence: int
    own_pence: int

    @property
    def id(self) -> int:
        return self.campaign.id

    @property
    def name(self) -> str:
        return self.campaign.now.name

    @property
    def state(self) -> str:
        """Whether it runs today."""
        return state_of(self.campaign.now, clock.today())


@dataclass(frozen=True, slots=True)
class Was:
    """A change: who recorded it and when, and what each field said before and after, as it was recorded."""

    at: datetime
    by: str
    fields: tuple[tuple[str, str, str], ...]  # its code, before and after


@dataclass(frozen=True, slots=True)
class OneCampaign:
    """A campaign with all that is recorded of it."""

    seen: CampaignSeen
    links: tuple[tuple[Link, str], ...]  # with its source in words
    spending: tuple[tuple[Spent, str], ...]  # with who recorded it
    history: tuple[Was, ...]
    own: tuple[int, ...]  # the asker's councils that have a part
    names: Mapping[int, str]  # of councils, also of one that had a part once
    whole: bool  # the asker works for all of them, and may change what it says

    @property
    def version(self) -> int:
        return self.seen.campaign.now.id


@dataclass(frozen=True, slots=True)
class Listing(Paged):
    """A page of the register; how many match, and of how many."""

    rows: tuple[CampaignSeen, ...]
    total: int
    every: int
    page: int
    pages: int


def state_of(entry: Entry, today: date) -> str:
    """Whether a campaign runs on a day."""
    if entry.starts_on > today:
        return AHEAD
    return ENDED if entry.ends_on and entry.ends_on < today else RUNNING


def listing(wanted: Wanted, page: int, by: Actor) -> Listing:
    """A page of the campaigns in which the asker's councils have a part, the latest first."""
    every = campaigns.of_actor(by)
    found = [each for each in every if _matches(each, wanted)]
    page, pages = page_of(page, len(found))
    return Listing(_seen(found[(page - 1) * PAGE : page * PAGE], by), len(found), len(every), page, pages)


@look
def export(wanted: Wanted, reason: str, by: Actor) -> tuple[CampaignSeen, ...]:
    """All that match; the file names nobody, and that it was taken goes on record, with why."""
    found = [each for each in campaigns.of_actor(by) if _matches(each, wanted)]
    note_file(len(found), "campaigns", by.agency_ids, by, reason=reason)
    return _seen(found, by)


def one(number: int, by: Actor) -> OneCampaign:
    """A campaign in which the asker's council has a part. NotFound: there is none."""
    found = campaigns.require(number, by)
    own = tuple(each for each in found.agency_ids if each in by.agency_ids)
    [seen] = _seen([found], by)
    sources = of_agency(own[0])
    spending = campaign_spend.lines(number)
    names = names_of([*(each.recorded_by for each in found.entries), *(each.recorded_by for each in spending)])
    return OneCampaign(
        seen,
        tuple((each, sources.said("sources", each.source)) for each in campaigns.links([number])),
        tuple((each, names[each.recorded_by]) for each in spending),
        tuple(_changes(found, names)),
        own,
        {each.id: each.name for each in agencies.every()},
        campaigns.spoken_for(found, by),
    )


def link(number: int, link_number: int, by: Actor) -> tuple[OneCampaign, Link]:
    """A link of a campaign. NotFound: there is none."""
    found = one(number, by)
    for each, _ in found.links:
        if each.id == link_number:
            return found, each
    raise NotFound("There is no such link")


def partners(by: Actor) -> tuple[tuple[int, str], ...]:
    """The councils for which the asker can begin a campaign, by name: of a hub's role those of the hub."""
    return tuple((each.id, each.name) for each in agencies.every() if each.id in by.agency_ids)


def _matches(each: Campaign, wanted: Wanted) -> bool:
    now = each.now
    return all(
        (
            not wanted.q or folded(wanted.q) in folded(" ".join((*now.names, now.about))),
            not wanted.state or state_of(now, clock.today()) == wanted.state,
            not wanted.kind or each.joint == (wanted.kind == "joint"),
            not wanted.channel or now.channel == wanted.channel,
        )
    )


def _seen(found: Sequence[Campaign], by: Actor) -> tuple[CampaignSeen, ...]:
    names = {each.id: each.name for each in agencies.every()} if found else {}
    spent = campaign_spend.totals([each.id for each in found])
    return tuple(_one(each, names, spent, by) for each in found)


def _one(each: Campaign, names: Mapping[int, str], spent: Mapping[tuple[int, int], int], by: Actor) -> CampaignSeen:
    paid = {agency: pence for (campaign, agency), pence in spent.items() if campaign == each.id}
    shares = sorted(each.now.shares.items(), key=lambda share: names[share[0]])
    return CampaignSeen(
        campaign=each,
        channel=of_agency(each.agency_ids[0]).said("campaign_channels", each.now.channel),
        councils=tuple((number, names[number], share) for number, share in shares),
        pence=sum(paid.values()),
        own_pence=sum(pence for agency, pence in paid.items() if agency in by.agency_ids),
    )


def _changes(found: Campaign, names: Mapping[int | None, str]) -> list[Was]:
    """What each entry changed, the latest first; the first changed nothing."""
    made = []
    councils = {each.id: each.name for each in agencies.every()}
    for before, after in zip(found.entries, found.entries[1:], strict=False):
        old, new = (_texts(each, councils) for each in (before, after))
        fields = tuple((name, old[name], new[name]) for name in old if old[name] != new[name])
        made.append(Was(after.recorded_at, names[after.recorded_by], fields))
    return made[::-1]


def _texts(entry: Entry, councils: Mapping[int, str]) -> dict[str, str]:
    return {
        "name": entry.name,
        "spellings": ", ".join(entry.spellings),
        "channel": entry.channel,
        "starts_on": entry.starts_on.isoformat(),
        "ends_on": entry.ends_on.isoformat() if entry.ends_on else "",
        "about": entry.about,
        "shares": ", ".join(f"{councils[number]} {share}%" for number, share in sorted(entry.shares.items())),
    }
