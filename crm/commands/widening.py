"""Asking carers whether they could offer more: a task with its day or a message, and a line that it was asked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, messages, tasks
from crm.commands.messages import File
from crm.extensions import db
from crm.journey.widening import REASONS
from crm.people import households
from crm.people.tables import Household
from crm.people.tasks import STEP
from crm.people.widening_tables import WideningAsk


@command
def ask(
    household_id: int, reasons: Collection[str], *, what: str, due_on: date, by: Actor, anyway: bool = False
) -> int:
    """Undertake to ask a household by a day; the number of the task.

    `reasons` are codes of REASONS, none where nothing on record speaks for it. Refused as `tasks.add`
    (LooksLikeAddress, unless `anyway`). Nothing of the approval moves by it.
    """
    household = households.load(household_id, by.agency_ids)
    codes = [code for code in REASONS if code in reasons]
    task_id = tasks.add(household.id, kind=STEP, what=what, due_on=due_on, by=by, anyway=anyway)
    _asked(household, codes, task_id, f"task {task_id}", by)
    return task_id


@command
def write(
    household_id: int,
    reasons: Collection[str],
    text: str,
    *,
    by: Actor,
    seen: int | None = None,
    anyway: bool = False,
    file: File | None = None,
) -> int:
    """Ask a household by a message in the portal; the number of the message. Refused as `messages.answer`."""
    household = households.load(household_id, by.agency_ids)
    message = messages.answer(household.id, text, seen=seen, anyway=anyway, file=file, by=by)
    _asked(household, [code for code in REASONS if code in reasons], None, f"contact {message}", by)
    return message


def _asked(household: Household, codes: list[str], task_id: int | None, about: str, by: Actor) -> None:
    db.session.add(
        WideningAsk(
            agency_id=household.agency_id,
            household_id=household.id,
            reasons=" ".join(codes),
            task_id=task_id,
            asked_at=clock.now(),
            asked_by=by.user_id,
        )
    )
    db.session.flush()
    audit.record(
        by,
        "widening.ask",
        agency_id=household.agency_id,
        household_id=household.id,
        about=about,
        fields=codes,
    )
