"""A campaign of a marked council, with a link and what it cost."""

from __future__ import annotations

from typing import Any

from crm import clock
from crm.actor import Actor
from crm.commands import campaign_spend, campaigns
from crm.commands.campaigns import Terms

MARKED = ("CAMPAIGN", "POSTER", "SPENT")


def planned(agency_id: int, mark: str, by: Actor) -> dict[str, Any]:
    """Put it on record; the numbers of all three."""
    today = clock.today()
    said = Terms(name=f"{mark}CAMPAIGN", channel="radio", starts_on=today, ends_on=None, shares={agency_id: 100})
    number = campaigns.add(agency_id, said, by=by)
    link = campaigns.add_link(number, f"{mark}POSTER", "press_radio", by=by)
    line = campaign_spend.spend(number, 12_345, on=today, what=f"{mark}SPENT", of=None, by=by)
    return {"campaign": number, "campaign_link": link, "campaign_line": line}
