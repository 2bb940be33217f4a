"""Kits of an employer for a campaign: whoever follows such a link counts for the employer and for the campaign."""

from __future__ import annotations

from dataclasses import dataclass

from crm import clock
from crm.actor import Actor
from crm.campaign_words import RUNNING
from crm.reads.campaigns import state_of
from crm.register import campaigns


@dataclass(frozen=True, slots=True)
class Kit:
    """The link of a campaign for which a kit can be printed. `joint`: several councils have a part in it."""

    key: str
    campaign: str
    label: str
    joint: bool


def of_council(agency_id: int, by: Actor) -> tuple[Kit, ...]:
    """The links of the campaigns that run today in which the employer's council has a part, the latest first."""
    mine = (each for each in campaigns.of_actor(by) if agency_id in each.agency_ids)
    running = {each.id: each for each in mine if state_of(each.now, clock.today()) == RUNNING}
    links = campaigns.links(running) if running else ()
    return tuple(
        Kit(link.key, found.now.name, link.label, found.joint)
        for found in running.values()
        for link in links
        if link.campaign_id == found.id
    )
