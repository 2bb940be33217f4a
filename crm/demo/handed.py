"""Who asked the hub of the demonstration and waits: for Derby, for another council, and with the hub itself.

None is accepted, so that nobody's figures move.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from crm import clock
from crm.actor import Actor, Role
from crm.commands import command, handovers
from crm.commands.enquiries import Details, NewCarer, NewHousehold
from crm.demo import staff
from crm.demo.derby import SLUG
from crm.people.handovers import CHOICE, POSTCODE
from crm.register import agencies

PASSES = "nottingham"
# How many days ago, of which council, how it was found, who, and where they live.
ASKED = (
    (6, SLUG, POSTCODE, "Robin Example-Teal", "01632 960411", "DE23 8AA"),
    (0, SLUG, CHOICE, "Ellis Sample-Dale", "01632 960412", "DE1 2FS"),
    (0, "derbyshire", CHOICE, "Kit Pretend-Marsh", "01632 960413", "DE4 3AA"),
    (1, PASSES, POSTCODE, "Jo Invented-Reed", "01632 960414", "NG1 5DT"),
)


def over(ids: Mapping[str, int], today: date) -> None:
    """Have them ask, each on their day; the last is passed back."""
    now = clock.now()
    for ago, slug, way, name, phone, postcode in ASKED:
        if slug in ids:
            people = NewHousehold(carers=(NewCarer(name, None, phone),), postcode=postcode)
            with clock.fixed(now - timedelta(days=ago)):
                reference = _ask(ids[slug], way, people)
            if slug == PASSES:
                _back(reference, ids[slug])


@command
def _ask(agency_id: int, way: str, people: NewHousehold) -> str:
    public = Actor(None, "", Role.PUBLIC, (agency_id,))
    said = Details(channel="website", interests=("short_term",), best_time="In the evening")
    hub_id = agencies.numbered(agency_id).hub_id or 0
    return handovers.receive(hub_id, agency_id, way, people, said, clock.today(), public).reference


def _back(reference: str, agency_id: int) -> None:
    by = staff.actor(PASSES, Role.MANAGER, agency_id) or staff.actor(PASSES, Role.OFFICER, agency_id)
    if by is not None:
        handovers.pass_back(reference, "other_area", version=2, by=by)
