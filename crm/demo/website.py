"""What comes and goes with a key: enquiries by the council's own website, and figures to its workbooks."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from crm.actor import Actor, Role
from crm.commands import api_keys, sent_enquiries
from crm.commands.api_keys import KeyScope
from crm.commands.enquiries import Details, NewCarer, NewHousehold
from crm.commands.sent_enquiries import Coming
from crm.demo import staff
from crm.demo.derby import SLUG
from crm.demo.diary import Diary

MADE_AGO = timedelta(days=40)  # when the manager made the key
NAME = "derby.example, fostering pages"
NOTICE = "2026-01"
# Who reads figures, what of them, and how many days ago the key was made.
READERS = (("Power BI, recruitment dashboard", KeyScope.COUNTED, 33), ("Open data page", KeyScope.PUBLISHED, 12))
# How many days ago, who, and what they said. Nobody is written to: the addresses are nobody's.
CAME: tuple[tuple[int, str, str, str, dict[str, Any]], ...] = (
    (4, "Ashby Example-Lark", "07700 900411", "DE22 1AA", {"source": "press_radio", "best_time": "After 5 pm"}),
    (1, "Tamsin Example-Rook", "07700 900412", "DE1 2FS", {"source": "social_media", "keep_in_touch": True}),
    (0, "Ode Example-Swift", "07700 900413", "DE23 8AA", {"interests": ("short_break",), "language": "Yoruba"}),
)


def enquire(slug: str, agency_id: int, diary: Diary, today: date) -> None:
    """Have Derby's manager make a key, and the website use it."""
    if slug != SLUG:
        return
    made: list[int] = []
    manager = staff.actor(SLUG, Role.MANAGER, agency_id)
    assert manager is not None  # noqa: S101 - one of the accounts of the demonstration
    diary.note(today - MADE_AGO, lambda: made.append(api_keys.make(NAME, by=manager).id))
    for reader, scope, days in READERS:
        diary.note(today - timedelta(days=days), partial(_key, reader, scope, manager))
    for ago, name, phone, postcode, said in CAME:
        who = NewHousehold(carers=(NewCarer(name, None, phone),), postcode=postcode)
        coming = Coming(agency_id, who, Details(channel="website", **said), NOTICE, thank=False)
        diary.note(today - timedelta(days=ago), partial(_take, name, coming, made))


def _key(name: str, scope: KeyScope, manager: Actor) -> None:
    api_keys.make(name, scope, by=manager)


def _take(name: str, coming: Coming, made: list[int]) -> None:
    sent_enquiries.take(f"demonstration {name}", coming, key_id=made[0])
