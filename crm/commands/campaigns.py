"""Campaigns: begun, changed, given links. All that each said stays on record.

What a campaign says is said for all its councils: only who works for all of them begins or changes it, of a joint
one the hub (decision 061).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from crm import audit, clock
from crm.actor import Actor, Role
from crm.commands import command
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db
from crm.journey.saying import said
from crm.ledger.keys import lock
from crm.people import evenings, folding
from crm.people.evenings import KEPT
from crm.register import agencies, campaigns, settings
from crm.register.campaign_tables import CampaignEntry, CampaignLink, CampaignMember, CampaignRecord
from crm.register.campaigns import ABOUT, LABEL, NAME, WHOLE, Campaign, folded

CHANGED = "Somebody has changed this campaign since you opened it. Look at what it says now."
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # of a key: none that is taken for another on a poster
LENGTH = 8
MOST_SPELLINGS, MOST_LINKS, YEARS = 20, 200, 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What a campaign says. `shares`: of each council that has a part, what it pays of what is shared, in whole
    percent that make the whole. `ends_on` None: no end is set. `spellings`: how else people write its name."""

    name: str
    channel: str
    starts_on: date
    ends_on: date | None
    shares: Mapping[int, int]
    spellings: tuple[str, ...] = ()
    about: str = ""


@command
def add(agency_id: int, terms: Terms, *, by: Actor) -> int:
    """Put a campaign of a council on record; its number.

    Refused: no such channel, an end before the start, shares that do not make the whole or of a council that the
    actor does not work for, a hub's of one council, or a name that another has or had which the actor sees.
    """
    if agency_id not in by.agency_ids:
        raise NotFound("There is no such council")
    terms = _checked(agency_id, terms, by)
    _hold(terms.shares)
    _require_own_name(terms, by)
    row = CampaignRecord(agency_id=agency_id, recorded_at=clock.now())
    db.session.add(row)
    db.session.flush()
    _say(row.id, terms, "campaign.add", by)
    return row.id


@command
def change(number: int, terms: Terms, *, version: int, by: Actor) -> None:
    """Change what a campaign says. What was spent stays as it was shared. Stale: `version` is not its last entry.

    Refused: nothing is different, and as `add`.
    """
    found = one_of(number, by)
    require_all(found, by)
    terms = _checked(_own(found, by), terms, by)
    _hold({*found.agency_ids, *terms.shares})
    found = one_of(number, by)
    if found.now.id != version:
        raise Stale(CHANGED)
    _require_done(found, terms)
    now = found.now
    if terms == Terms(
        name=now.name,
        channel=now.channel,
        starts_on=now.starts_on,
        ends_on=now.ends_on,
        shares=dict(now.shares),
        spellings=now.spellings,
        about=now.about,
    ):
        raise Refused("The campaign says this already: nothing was changed")
    _require_own_name(terms, by, besides=number)
    _say(number, terms, "campaign.change", by)


@command
def add_link(number: int, label: str, source: str, *, by: Actor) -> int:
    """Give a campaign another link to the public form; its number. Refused: no such source, or no label."""
    found = one_of(number, by)
    _hold(found.agency_ids)
    label = folding.tidied(label, longest=LABEL, field="label")
    if not label:
        raise Refused("Enter where the link will stand", field="label")
    if source not in _codes("sources", _own(found, by)):
        raise Refused("Choose a source of the list", field="source")
    before = campaigns.links([number])
    if any(folded(each.label) == folded(label) for each in before):
        raise Refused(f"This campaign has a link for '{label}' already", field="label")
    if len(before) >= MOST_LINKS:
        raise Refused(f"A campaign has at most {MOST_LINKS} links", field="label")
    row = CampaignLink(
        campaign_id=number,
        key=free_key(),
        label=label,
        source=source,
        recorded_at=clock.now(),
        recorded_by=by.user_id,
    )
    db.session.add(row)
    db.session.flush()
    _noted(found, "campaign.link", by)
    return row.id


def one_of(number: int, by: Actor) -> Campaign:
    """A campaign that the actor sees. NotFound: there is none."""
    return campaigns.require(number, by)


def require_all(found: Campaign, by: Actor) -> None:
    """Refused: the actor does not work for all its councils. Who left the hub does not keep it from changing."""
    if not campaigns.spoken_for(found, by):
        raise Refused("Several councils have a part in this campaign: the hub changes what it says for all of them")


def _require_done(found: Campaign, terms: Terms) -> None:
    """Nobody is taken out who could not find their guests then, of an evening to come or not long over."""
    names = {each.id: each.name for each in agencies.every()}
    for each in set(found.agency_ids) - set(terms.shares):
        if evenings.kept_since(found.id, each, clock.today() - KEPT):
            raise Refused(
                f"{names[each]} has an evening of this campaign that is to come, or whose guests are on record"
                " still: it keeps its part until then",
                field="shares",
            )


def _own(found: Campaign, by: Actor) -> int:
    """The council for which the actor acts on it."""
    return min(set(found.agency_ids) & set(by.agency_ids))


def _hold(agency_ids: Mapping[int, int] | set[int] | tuple[int, ...]) -> None:
    """Of two who record something of these councils' campaigns at once, the second waits for the first."""
    for each in sorted(agency_ids):
        lock(each)


def _checked(agency_id: int, terms: Terms, by: Actor) -> Terms:
    name = folding.tidied(terms.name, longest=NAME, field="name")
    if not name:
        raise Refused("Enter the name of the campaign", field="name")
    if terms.channel not in _codes("campaign_channels", agency_id):
        raise Refused("Choose a channel of the list", field="channel")
    if terms.ends_on and terms.ends_on < terms.starts_on:
        raise Refused(f"It cannot end before it begins, on {said(terms.starts_on)}", field="ends_on")
    if abs((terms.starts_on - clock.today()).days) > YEARS * 366:
        raise Refused(f"The first day must be within {YEARS} years of today: check the year", field="starts_on")
    _check_shares(agency_id, terms.shares, by)
    lines = (folding.tidied(each, longest=NAME, field="spellings") for each in terms.spellings)
    spellings = {folded(each): each for each in lines if each and folded(each) != folded(name)}
    if len(spellings) > MOST_SPELLINGS:
        raise Refused(f"Enter at most {MOST_SPELLINGS} other ways to write it", field="spellings")
    about = folding.tidied_text(terms.about, longest=ABOUT, field="about")
    return Terms(
        name=name,
        channel=terms.channel,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        shares=dict(terms.shares),
        spellings=tuple(spellings.values()),
        about=about,
    )


def _check_shares(agency_id: int, shares: Mapping[int, int], by: Actor) -> None:
    if by.role is Role.HUB and len(shares) == 1:
        raise Refused(
            "A hub's campaign is of several councils. One council's own is begun by its staff", field="who"
        )
    if agency_id not in shares and by.role is not Role.HUB:
        raise Refused("Your own council must have a part in the campaign", field="who")
    if not set(shares) <= set(by.agency_ids):
        raise Refused("The hub begins a joint campaign, and only councils of one hub can have one", field="who")
    whole = sum(shares.values())
    if any(not 0 <= each <= WHOLE for each in shares.values()) or whole != WHOLE:
        raise Refused(f"The shares come to {whole}%: they must make 100%", field="shares")


def _require_own_name(terms: Terms, by: Actor, besides: int = 0) -> None:
    """Among those that the actor sees: another council's own is never told, and counts there before a joint one."""
    wanted = {folded(each) for each in (terms.name, *terms.spellings)}
    for each in campaigns.of_agencies(tuple(terms.shares)):
        if campaigns.seen(each, by) and each.id != besides and (taken := each.folded & wanted):
            field = "name" if folded(terms.name) in taken else "spellings"
            raise Refused(
                f"The campaign '{each.now.name}' has or had this name: enquiries that name it could be of either",
                field=field,
            )


def _say(number: int, terms: Terms, action: str, by: Actor) -> None:
    row = CampaignEntry(
        campaign_id=number,
        name=terms.name,
        spellings=list(terms.spellings),
        channel=terms.channel,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        about=terms.about or None,
        shares={str(each): share for each, share in terms.shares.items()},
        recorded_at=clock.now(),
        recorded_by=by.user_id,
    )
    db.session.add(row)
    for agency_id in terms.shares:
        if db.session.get(CampaignMember, (number, agency_id)) is None:
            db.session.add(CampaignMember(campaign_id=number, agency_id=agency_id))
    db.session.flush()
    for agency_id in sorted(terms.shares):
        audit.record(by, action, agency_id=agency_id, about=f"campaign {number}")


def _noted(found: Campaign, action: str, by: Actor) -> None:
    for agency_id in found.agency_ids:
        audit.record(by, action, agency_id=agency_id, about=f"campaign {found.id}")


def free_key() -> str:
    """A key for a public address: nobody can guess another from it, and people can type it from a poster."""
    while True:
        key = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        if campaigns.link(key) is None:
            return key


def _codes(name: str, agency_id: int) -> set[str]:
    return {each["code"] for each in settings.value(name, agency_id, clock.today()) if not each.get("retired")}
