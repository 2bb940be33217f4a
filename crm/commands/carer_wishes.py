"""Carers say whom they would most like to look after: it holds at once, binds nobody, and moves no ledger."""

from __future__ import annotations

from collections.abc import Mapping

from crm.actor import Actor
from crm.commands import command, profiles
from crm.commands.range_asking import own, reaching
from crm.errors import Stale
from crm.holding import overtaken
from crm.people import profile, requests
from crm.people.profile import Value

SAID_SINCE = (
    "You, the other carer or your worker have changed this since you opened it. Nothing is lost: see below."
)


@command
def say(wishes: Mapping[str, Value], *, shown: str | None = None, by: Actor) -> None:
    """Set what the carers of the asker's household would like, from today on; what it said before is kept.

    `shown` is the state of it when the page was opened: Stale, if it says something else by now (T49). Whatever
    else of the household was changed meanwhile is no reason to refuse.
    """
    home = own(by)
    overtaken(home, home.version)  # held from here on: what is compared is what is changed
    now = {name: getattr(profile.of_home(home.id), name) for name in profile.WISHES}
    if shown not in (None, requests.version_of(now, None)):
        raise Stale(SAID_SINCE)
    told = {name: value for name, value in wishes.items() if name in profile.WISHES}
    profiles.change_home(home.id, told, nature="changed", version=home.version, by=reaching(home, by))
