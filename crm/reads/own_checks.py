"""The checks of an application in words fit for its applicants: what is waited for, and from whom.

Only what the agency's list for applicants names is told, so that nobody learns by a new line of a check that is
none of their business. That something arrived is all that is said of it: what came of it, and whether it was in
order, is not. Of the other applicant nothing is told (T16).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from crm import clock
from crm.actor import Actor
from crm.journey.checks import APPLIES, REFEREES, WANTED, Standing
from crm.journey.household import Journey
from crm.people import carer_accounts, checks, households, users
from crm.reads.own_home import Own

LIST = "checks_for_applicants"
YOU, US = "you", "us"
NO_MORE = ("waived", "not_needed")
WAITING = {"requested": "asked", "chased": "chased", "expired": "again", "to_do": "to_come"}
NEAR = {"again": 0, "chased": 1, "asked": 2, "to_come": 3}  # in which order they are shown


@dataclass(frozen=True, slots=True)
class Awaited:
    """A check that has not arrived: in the agency's words for applicants, from whom, and how far it has come.

    `how` is a key of application_words.CHECKS.
    """

    what: str
    whose: str
    how: str
    on: date | None

    @property
    def from_you(self) -> bool:
        """Whether the applicants themselves are waited for."""
        return self.whose == YOU


def awaited(found: Own, journey: Journey, by: Actor) -> tuple[tuple[Awaited, ...], int]:
    """What is waited for, that of the applicants first; and how many checks have arrived."""
    today, given = clock.today(), found.choices.settings
    told = {each["code"]: each for each in given.value(LIST, today) if not each.get("retired")}
    entries = checks.entries_of(journey.id)
    standings = checks.checklist(found.household.id, journey, today, entries, given)
    own = _own(found, by)
    lines: dict[tuple[str, str, str, date | None], Awaited] = {}
    here: set[tuple[str, str]] = set()
    for each in standings:
        words = told.get(each.line.code)
        if words is None or each.person.key not in own or not each.needed(today):
            continue
        state = each.state(today)
        if state in NO_MORE or (state == "to_do" and _may_not_be_asked(each, journey)):
            continue
        if state not in WAITING:
            here.add((each.line.code, each.person.key))
            continue
        line = _awaited(each, WAITING[state], words)
        lines.setdefault((line.what, line.whose, line.how, line.on), line)  # the two referees are one line
    return tuple(sorted(lines.values(), key=_order)), len(here)


def _order(each: Awaited) -> tuple[bool, int, date, str]:
    return (not each.from_you, NEAR[each.how], each.on or date.max, each.what)


def _awaited(each: Standing, how: str, words: Mapping[str, str]) -> Awaited:
    on = {"asked": each.requested_on, "chased": each.chased_on}.get(how)
    return Awaited(words["label"], words.get("whose", US), how, on)


def _may_not_be_asked(each: Standing, journey: Journey) -> bool:
    """Whether nobody knows yet that this will be asked for at all."""
    if each.line.when == WANTED:
        return True
    return each.line.when == APPLIES and each.line.may_not_apply(journey.route)


def _own(found: Own, by: Actor) -> frozenset[str]:
    """Whom whoever asks may read of: themselves, the household as such, and that referees are asked."""
    user = users.find(by.user_id) if by.user_id is not None else None
    carer = carer_accounts.owner(user, households.carers_of(found.household.id)) if user else None
    themselves = {f"carer-{carer.id}"} if carer else set()
    return frozenset({"household", *(f"referee-{number}" for number in range(1, REFEREES + 1)), *themselves})
