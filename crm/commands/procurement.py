"""How far the council's buyers have come with its suppliers: asked to be Foster Friendly, answered, signed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from crm import clock
from crm.actor import Actor
from crm.commands import command
from crm.commands.employers import changed, coded, current
from crm.errors import Refused
from crm.people import folding
from crm.register.employer_tables import Employer


@dataclass(frozen=True, kw_only=True, slots=True)
class Bought:
    """How far the council's buyers have come with a supplier: asked, answered, signed, and under which contract."""

    asked_on: date | None = None
    answered_on: date | None = None
    answer: str | None = None
    signed_on: date | None = None
    contract: str | None = None


BOUGHT = tuple(each.name for each in fields(Bought))


@command
def set_procurement(number: int, bought: Bought, *, version: int, by: Actor) -> None:
    """Record how far the council's buyers have come with a supplier. Stale: it is not `version`.

    Refused: it is no supplier, nothing is different, or the days run backwards or lie ahead.
    """
    row = current(number, version, by)
    if not row.supplier:
        raise Refused("It is not on record that this employer supplies the council. Change that first.")
    before = [getattr(row, each) for each in BOUGHT]
    _buy(row, bought)
    if before == [getattr(row, each) for each in BOUGHT]:
        raise Refused("Nothing is different from what is on record.")
    changed(row, "procurement", by)


def _buy(row: Employer, bought: Bought) -> None:
    days = [("asked_on", bought.asked_on), ("answered_on", bought.answered_on), ("signed_on", bought.signed_on)]
    last = None
    for name, day in days:
        if day is not None and day > clock.today():
            raise Refused("The day is in the future: record it once it has come", field=name)
        if day is not None and last is not None and day < last:
            raise Refused("The days run backwards: asked, answered, signed", field=name)
        last = day or last
    if bought.answered_on and not bought.asked_on:
        raise Refused("Enter when the supplier was asked", field="asked_on")
    if bool(bought.answered_on) != bool(bought.answer):
        raise Refused("Enter both the answer and its day", field="answer" if bought.answered_on else "answered_on")
    if bought.signed_on and not bought.answered_on:
        raise Refused("Enter the answer before the signature", field="answered_on")
    if bought.answer != row.answer:
        row.answer = coded(row.agency_id, "employer_answers", bought.answer, "answer", needed=False)
    row.asked_on, row.answered_on, row.signed_on = bought.asked_on, bought.answered_on, bought.signed_on
    row.contract = folding.tidied(bought.contract or "", longest=200, field="contract") or None
