"""What was raised about a few households of a council, in plainly invented words: open, and closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from crm.actor import Actor, Role
from crm.commands import assignments, concerns, concerns_put_right
from crm.commands.concerns import Raised
from crm.demo import staff
from crm.extensions import db
from crm.journey.ranges import Population
from crm.journey.routes import APPROVED
from crm.ledger.tables import HouseholdNow

SETTLED = timedelta(days=900)  # approved for so long at least


@dataclass(frozen=True)
class Story:
    """What was raised so many days ago, what was done after how many more, and what came of it."""

    kind: str
    ago: int
    account: str
    steps: tuple[tuple[str, int], ...] = ()
    outcome: str | None = None
    twice: bool = False  # recorded a second time, and struck out
    places: int = 0


STORIES = (
    Story(
        *("allegation", 16, "A child told a teacher that a carer had shouted and thrown a cup."),
        steps=(("lado_told", 0), ("strategy_meeting", 2), ("carers_told", 3), ("support_offered", 3)),
        places=1,
    ),
    Story(
        *("complaint", 24, "A parent complains that two visits were called off at short notice."),
        steps=(("spoken_with", 4),),
        twice=True,
    ),
    Story("standards_of_care", 9, "The bedroom was found without heating on a visit.", steps=(("spoken_with", 1),)),
    Story(
        *("allegation", 210, "An anonymous call said that a child was left alone."),
        steps=(("lado_told", 1), ("carers_told", 2), ("looked_into", 20)),
        outcome="unfounded",
    ),
    Story(
        "complaint", 150, "A school complains of late mornings.", steps=(("spoken_with", 3),), outcome="not_upheld"
    ),
)


def tell(slug: str, agency_id: int, worker: Actor, today: date) -> None:
    """Record them for households that have fostered for years; the first is the social worker's own."""
    manager = staff.actor(slug, Role.MANAGER, agency_id)
    if worker.user_id is None or manager is None or slug != "derby":
        return
    now = HouseholdNow
    own = now.agency_id == agency_id, now.stage == APPROVED, now.population == Population.MAINSTREAM
    chosen = select(now.household_id).where(*own, now.approved_on < today - SETTLED).order_by(now.household_id)
    homes = list(db.session.scalars(chosen.limit(len(STORIES) * 7)))[::7]
    assignments.assign(homes[:1], worker.user_id, by=manager)
    for home, story in zip(homes, STORIES, strict=False):
        _tell(home, story, manager, today)


def _tell(home: int, story: Story, by: Actor, today: date) -> None:
    day = today - timedelta(days=story.ago)
    told = Raised(kind=story.kind, received_on=day, account=story.account, places=story.places)
    if story.twice:
        again = concerns.raise_(home, told, by=by)
        concerns_put_right.strike_out(again, because="recorded_twice", version="0-0-0-0", by=by)
    number = concerns.raise_(home, told, by=by)
    for kind, after in story.steps:
        concerns.step(number, kind=kind, on=day + timedelta(days=after), note="", by=by)
    if story.outcome:
        concerns.close(number, outcome=story.outcome, on=day + timedelta(days=40), by=by)
