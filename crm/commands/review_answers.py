"""A carer's part of the review: kept while it is written, and sent once, which is their views received (RV-2).

Nothing of the approval changes by it: who could offer more asks for that in a request of its own (RV-7).
"""

from __future__ import annotations

from dataclasses import dataclass

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, mail, review_lines, tasks
from crm.commands.own_skills import own_carer
from crm.commands.range_asking import reaching
from crm.commands.review_lines import Told
from crm.errors import Refused, Stale
from crm.holding import overtaken
from crm.ledger.keys import lock
from crm.people import folding
from crm.people import review_answers as stored
from crm.people import review_lines as lines
from crm.people.review_answers import MORE, WRITTEN
from crm.people.review_lines import CARER
from crm.people.review_tables import ReviewAnswer
from crm.people.tables import Carer, Household
from crm.people.tasks import STEP

LONGEST = 4000  # characters of an answer
MOST_KINDS, LONGEST_KIND = 20, 100
ELSEWHERE = (
    "You have saved this in another window since you opened it here. What you typed here is below, and not saved: "
    "press the button again if it is to take the place of the other."
)
MOVED = "You have changed this in another window since you opened the page. Nothing was sent: read it as it is now."
ONCE = "You have sent your part already. If something is missing, write to your worker."
EMPTY = "Write how the year has been before you send it"


@dataclass(frozen=True, slots=True)
class Said:
    """What a carer writes: how the year was, what helped, what should change; whether they could offer more."""

    went: str = ""
    helped: str = ""
    change: str = ""
    more: str | None = None
    kinds: tuple[str, ...] = ()


@command
def keep(said: Said, *, version: int, by: Actor) -> int:
    """Keep what a carer has written so far; its version. Nobody else reads it until it is sent.

    `version` is what it had when the page was opened, 0 where nothing was kept: Stale if it was saved since (T49).
    Refused: it was sent, or is too long.
    """
    home, carer = own_carer(by)
    lock(home.agency_id)
    since = review_lines.last_review(home.agency_id, home.id)
    row = stored.of_carer(carer.id, since, hold=True)
    if row is not None and row.sent_at is not None:
        raise Refused(ONCE)
    if row is not None and overtaken(row, version):
        raise Stale(ELSEWHERE)
    if row is None:
        known = {"agency_id": home.agency_id, "household_id": home.id, "carer_id": carer.id, "since": since}
        row = ReviewAnswer(**known, version=0, kinds=[])
    for name in WRITTEN:
        setattr(row, name, folding.tidied_text(getattr(said, name), longest=LONGEST, field=name) or None)
    row.more = said.more if said.more in MORE else None
    row.kinds = [each[:LONGEST_KIND] for each in said.kinds[:MOST_KINDS]] if row.more != "no" else []
    row.version, row.kept_at = row.version + 1, clock.now()
    stored.add(row)
    return row.version


@command
def send(*, version: int, by: Actor) -> None:
    """Send it, once: it is on record as this carer's views for the review, and their worker is told.

    Refused: it says nothing of the year, or was sent before. Stale: it was changed since it was read.
    """
    home, carer = own_carer(by)
    lock(home.agency_id)
    since = review_lines.last_review(home.agency_id, home.id)
    row = stored.of_carer(carer.id, since, hold=True)
    if row is None or not row.went:
        raise Refused(EMPTY)
    if row.sent_at is not None:
        raise Refused(ONCE)
    if overtaken(row, version):
        raise Stale(MOVED)
    row.sent_at = clock.now()
    _received(home, carer, by)
    audit.record(
        by,
        "review.answer",
        agency_id=home.agency_id,
        household_id=home.id,
        about=f"review answer {row.id}",
        fields=["review"],
    )
    more = ", and could offer more" if row.more in ("yes", "perhaps") else ""
    what = f"{carer.name or 'A carer'} has sent their part of the review{more}"
    tasks.add(home.id, kind=STEP, what=what, due_on=clock.today(), by=reaching(home, by), anyway=True)
    if home.worker_id is not None:
        mail.tell(home.worker_id, "review_answer_staff", reference=home.reference)


def _received(home: Household, carer: Carer, by: Actor) -> None:
    """Put on record that their views came today, beside the day on which they were asked for."""
    since = review_lines.last_review(home.agency_id, home.id)
    who = str(carer.position)
    known = next((each for each in lines.since(home.id, since) if (each.kind, each.who) == (CARER, who)), None)
    asked_on = known.asked_on if known else None
    review_lines.tell(home.id, Told(CARER, who, asked_on, clock.today()), by=reaching(home, by))
