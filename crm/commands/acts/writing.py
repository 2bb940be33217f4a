"""Sending a letter to the households of many journeys. The letters wait a while, and until then are taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select

from crm import clock
from crm.actor import Actor
from crm.commands import letters
from crm.commands.acts.ways import Way, Why
from crm.commands.letters import Asked
from crm.errors import Refused
from crm.extensions import db
from crm.people.act_tables import ManyAct, ManyActItem
from crm.people.contact_tables import SentLetter

HELD = timedelta(minutes=15)  # what has gone to be sent cannot be taken back
OPTED_OUT = "They have asked not to be written to."
NOT_AGREED = "They have not agreed to be kept in touch with."
NO_EMAIL = "There is no e-mail address for them."
LACKING = "The letter says something that is not known of them."
WAITS = "This letter waits to be sent to them already."
SENT = "This letter went to them today already."
KINDS = ("write", "news")


def judge(asked: Mapping[str, Any], ways: Sequence[Way], by: Actor) -> dict[int, Why]:
    """Why each journey's household gets no letter; `asked` has `template`."""
    if not asked.get("template"):
        raise Refused("Choose the letter", field="template")
    whys = _whys(letters.plan([way.household_id for way in ways], asked["template"], by=by))
    homes = [way.household_id for way in ways]
    whys = twice(asked["template"], ("waiting", "done"), by) | alone(asked["template"], homes) | whys
    return {way.journey_id: whys.get(way.household_id) for way in ways}


def twice(template: str, states: Sequence[str], by: Actor) -> dict[int, str]:
    """To whom the same letter goes by another act that waits, or went by one of today: by household, in words."""
    since = clock.start_of_day(clock.today())
    chosen = (
        select(ManyActItem.household_id, ManyAct.state, ManyAct.asked)
        .join(ManyAct)
        .where(
            ManyAct.agency_id.in_(by.agency_ids),
            ManyAct.kind.in_(KINDS),
            ManyAct.state.in_(states),
            or_(ManyAct.state == "waiting", ManyAct.done_at >= since),
            ManyActItem.state.in_(states),
        )
    )
    return {
        row.household_id: WAITS if row.state == "waiting" else SENT
        for row in db.session.execute(chosen)
        if row.asked.get("template") == template
    }


def alone(template: str, household_ids: Sequence[int]) -> dict[int, str]:
    """To which of these households the same letter was written today by itself: by household, in words."""
    went = {"waiting": WAITS, "sent": SENT, "printed": SENT}
    chosen = select(SentLetter.household_id, SentLetter.state).where(
        SentLetter.household_id.in_(household_ids),
        SentLetter.template == template,
        SentLetter.state.in_(went),
        SentLetter.asked_at >= clock.start_of_day(clock.today()),
    )
    return {row.household_id: went[row.state] for row in db.session.execute(chosen)}


def do(act: ManyAct, items: Mapping[ManyActItem, Way], by: Actor, tell: Callable[..., None]) -> None:
    """Have the letters sent: by the rules of the moment at which they go."""
    template = act.asked["template"]
    before = twice(template, ("done",), by) | alone(template, [way.household_id for way in items.values()])
    wanted = [way.household_id for way in items.values() if way.household_id not in before]
    whys = _whys(letters.send(wanted, template, by=by)) | before
    for item, way in items.items():
        item.said = whys.get(way.household_id)
        item.state = "refused" if item.said else "done"
    tell(len(items), len(items))


def undo(act: ManyAct, items: Sequence[ManyActItem], by: Actor, tell: Callable[..., None]) -> None:
    """Never: the letters have gone."""
    raise Refused("It is too late: the letters have gone to be sent.")


def _whys(asked: Asked) -> dict[int, str]:
    said = (
        (asked.opted_out, OPTED_OUT),
        (asked.not_agreed, NOT_AGREED),
        (asked.without_email, NO_EMAIL),
        (asked.lacking, LACKING),
        (asked.untrue, asked.because),
    )
    return {household_id: why for ids, why in said for household_id in ids}
