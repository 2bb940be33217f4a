"""Letters that did not go: said on the household's record and on Today, and sent again when somebody says so."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Connection, Table, insert, select, update

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.commands.letters import JOB, NO_MORE, key_of
from crm.commands.sent_letters import not_sent, tell
from crm.errors import NotFound, Refused
from crm.extensions import db
from crm.holding import held
from crm.outbox import queue
from crm.people import consent, households, merging, tasks
from crm.people.contact_tables import Contact, SentLetter
from crm.people.tables import Household
from crm.people.work_tables import Task

UNTRUE = ("visit_changed", "visit_past")  # a letter that did not go, since what it said was not so any more
# What Today asks for. It says nothing of the letter: a task is read by more people than a letter is.
TO_DO = "A letter to them was not sent: open it in the contact log, and send it again or call them"


@command
def given_up(letter_id: int) -> None:
    """Say on record that a letter cannot be sent, and ask whoever works with the household to see to it."""
    letter = held(SentLetter, letter_id)
    if letter is None or letter.state != "waiting":
        return
    not_sent(letter, "gave_up")
    kept_id = merging.kept([letter.household_id])[letter.household_id]
    open_ones = select(Task.id).where(Task.household_id == kept_id, Task.what == TO_DO, Task.done_at.is_(None))
    if db.session.scalar(open_ones.limit(1)) is None:
        home = db.session.get_one(Household, kept_id)
        tasks.add(home, kind=tasks.STEP, due_on=clock.today(), what=TO_DO, worker_id=None, at=clock.now(), by=None)


def wait_again(letter_id: int) -> None:
    """Let a letter that was given up wait for its job once more. Refused: it has gone, or was asked for again."""
    letter = held(SentLetter, letter_id)
    if letter is None or letter.state != "not_sent" or letter.why != "gave_up":
        raise Refused("The letter has been seen to already: give this up.")
    letter.state, letter.why, letter.ended_at = "waiting", None, None
    tell(letter)


@command
def send_again(household_id: int, contact_id: int, *, by: Actor) -> int:
    """Have those letters of a line in the log that did not go sent again, in their words; how many there were.

    A second click finds none. Refused: they may not be written to.
    """
    home = households.load(household_id, by.agency_ids)
    contact = held(Contact, contact_id)
    if contact is None or contact.removed_at or contact.household_id not in merging.together(home.id):
        raise NotFound("There is no such letter")
    if not consent.may_write(home):
        raise Refused(NO_MORE)
    unsent = select(SentLetter).where(
        SentLetter.contact_id == contact.id, SentLetter.state == "not_sent", SentLetter.why.not_in(UNTRUE)
    )
    found = db.session.scalars(unsent.order_by(SentLetter.id).with_for_update()).all()
    for letter in found:
        letter.state, letter.why, letter.ended_at = "waiting", None, None
        if not queue.again(key_of(letter.id), asked_by=by.user_id):
            args = {"letter": letter.id}
            queue.add(JOB, args, key=key_of(letter.id), agency_id=letter.agency_id, asked_by=by.user_id)
        tell(letter)
    if found:
        _seen_to(home.id, by)
        about = f"letter of contact {contact.id}"
        audit.record(
            by, "letter.again", agency_id=home.agency_id, household_id=home.id, about=about, fields=["letter"]
        )
    return len(found)


def _seen_to(household_id: int, by: Actor) -> None:
    """End what Today asked for, unless another letter of the household still has not gone."""
    left = select(SentLetter.id).where(
        SentLetter.household_id.in_(merging.together(household_id)),
        SentLetter.state == "not_sent",
        SentLetter.why.in_(("gave_up", "held")),
    )
    if db.session.scalar(left.limit(1)) is None:
        ended = {"done_at": clock.now(), "done_by": by.user_id, "outcome": "done"}
        mine = Task.household_id == household_id, Task.what == TO_DO, Task.done_at.is_(None)
        db.session.execute(update(Task).where(*mine).values(ended))


def hold_back(connection: Connection) -> None:
    """Say of every letter that waited when a backup was made that it is held, in the transaction that restores it.

    It may have gone since: whether it goes again is for somebody to say, and Today asks for that.
    """
    letters, contacts = cast(Table, SentLetter.__table__), cast(Table, Contact.__table__)
    now, waiting = clock.now(), letters.c.state == "waiting"
    homes = (
        select(merging.stands_for().label("household_id"), letters.c.agency_id)
        .join(Household, Household.id == letters.c.household_id)
        .where(waiting)
        .distinct()
    )
    to_do = [
        {
            "agency_id": row.agency_id,
            "household_id": row.household_id,
            "kind": tasks.STEP,
            "what": TO_DO,
            "due_on": clock.today(),
            "made_at": now,
        }
        for row in connection.execute(homes)
    ]
    if to_do:
        lines = contacts.c.id.in_(select(letters.c.contact_id).where(waiting))
        said = lines & (contacts.c.outcome == "waiting")
        connection.execute(update(contacts).where(said).values(outcome="not_sent"))
        connection.execute(update(letters).where(waiting).values(state="not_sent", why="held", ended_at=now))
        connection.execute(insert(cast(Table, Task.__table__)), to_do)
