"""What the rule sheet's deadlines come to, for a rule and a trigger day."""

from __future__ import annotations

from datetime import date

from crm.errors import Unusable
from crm.journey import deadlines
from crm.journey.deadlines import Due, Rule
from crm.journey.working_days import BeyondCalendar
from crm.register import holidays
from crm.register.deadlines import rules


def due(rule_id: str, trigger: date, population: str | None = None) -> list[Due]:
    """The days that a rule gives, in its own order. Unusable: no such rule, or no such day."""
    rule = _rule(rule_id)
    try:
        return deadlines.due(rule, trigger, holidays.statutory_calendar(), population)
    except BeyondCalendar as edge:
        raise Unusable(f"{rule.id} gives no day for {trigger}: {edge}") from None


def _rule(given: str) -> Rule:
    known = rules()
    if given.upper() in known:
        return known[given.upper()]
    listed = "\n".join(f"  {rule.id:<6} {rule.name}" for rule in known.values())
    raise Unusable(f"'{given}' is not a rule that gives a day. These do:\n{listed}")
