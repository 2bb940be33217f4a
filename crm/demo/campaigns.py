"""Campaigns of the demonstration, every one invented: joint ones of the hub and Derby's own, with what they cost.

Their names are those that the invented enquiries give.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import partial

from crm.actor import Actor, Role
from crm.commands import campaign_spend, campaigns, evening_places, evenings
from crm.commands.campaigns import Terms
from crm.commands.evening_places import Guest
from crm.commands.evenings import Offered
from crm.demo import staff
from crm.demo.diary import Diary
from crm.reads import evenings as reads
from crm.register import agencies
from crm.register import campaigns as register


@dataclass(frozen=True)
class Drive:
    """A campaign: each year it costs so many pounds for something, on a day of a month."""

    name: str
    spelt: str
    channel: str
    joint: bool
    ends_on: date | None
    spending: tuple[tuple[int, int, str, int], ...]  # month, day, what for, pounds


HUB = "d2n2"  # which begins what its councils do together
BEGAN = date(2020, 9, 1)
DRIVES = (
    Drive("Spring drive", "spring-2021", "social_media", True, None, ((4, 12, "Posts and short films", 4_800),)),
    Drive(
        *("Foster for your council", "foster-for-your-council", "website", True, None),
        spending=((4, 1, "Shared website, a year", 9_000), (7, 1, "Search words", 3_600)),
    ),
    Drive("Bus backs", "bus-backs", "outdoor", False, None, ((4, 30, "Twelve buses, six months", 6_150),)),
    Drive("Teenagers need you", "teenagers-need-you", "radio", False, None, ((5, 10, "Radio spots", 3_275),)),
    Drive("Sibling weekend", "sibling-weekend", "events", True, date(2024, 7, 31), ((7, 3, "Hall and tea", 860),)),
)
GUESTS = ("Rowan Example-Moss", "Sam Invented-Lake", "Ada Pretend-Hill", "Noor Sample-Field")
LINKS = (("Poster in libraries", "press_radio"), ("Post by a partner", "social_media"))


def tell(slug: str, ids: Mapping[str, int], diary: Diary, today: date) -> None:
    """Put them on record on the days on which they began, and what they cost on the days on which it was paid."""
    own = ids[slug]
    by, hub_id = staff.actor(slug, Role.MANAGER, own), agencies.numbered(own).hub_id
    partners = tuple(sorted(each.id for each in agencies.members(hub_id))) if hub_id else (own,)
    jointly = staff.of_hub(HUB, partners)
    if by is None or jointly is None:
        return
    for drive in DRIVES:
        who = jointly if drive.joint else by
        diary.note(BEGAN, partial(_begin, own, partners if drive.joint else (own,), drive, who))
        for year in range(BEGAN.year + 1, today.year + 1):
            for month, day, what, pounds in drive.spending:
                on = date(year, month, day)
                if on <= min(today, drive.ends_on or today):
                    diary.note(on, partial(_spend, own, drive.name, on, what, pounds, who))
    diary.note(today, partial(_evenings, own, today, by))


def _begin(own: int, taking_part: tuple[int, ...], drive: Drive, by: Actor) -> None:
    each, rest = divmod(100, len(taking_part))
    said = Terms(
        name=drive.name,
        channel=drive.channel,
        starts_on=BEGAN,
        ends_on=drive.ends_on,
        shares={number: each + (place < rest) for place, number in enumerate(taking_part)},
        spellings=(drive.spelt,),
    )
    number = campaigns.add(own, said, by=by)
    for label, source in LINKS:
        campaigns.add_link(number, label, source, by=by)


def _spend(own: int, name: str, on: date, what: str, pounds: int, by: Actor) -> None:
    number = next(each.id for each in register.of_agencies([own]) if each.now.name == name)
    campaign_spend.spend(number, pounds * 100, on=on, what=what, of=None, by=by)


def _evenings(own: int, today: date, by: Actor) -> None:
    """One to come, with some who have booked it and one who waits."""
    number = next(each.id for each in register.of_agencies([own]) if each.now.name == DRIVES[0].name)
    asked = Offered(
        title="Could you foster? An evening with carers",
        on_day=today + timedelta(days=15),
        begins_at=time(18, 30),
        minutes=90,
        online=False,
        place="Example Hall, Invented Street",
        places=len(GUESTS) - 1,
    )
    evening = evenings.offer(number, asked, by=by)
    [seen] = [each for each in reads.of_campaign(number, by) if each.number == evening]
    for name in GUESTS:
        address = f"{name.split()[0].lower()}@guest.example"
        evening_places.book(seen.key, Guest(name, address, wants_call=True), address="192.0.2.1")
