"""The checks of an application: which lines a household has, of whom, and how each of them stands (rules 1.2, 1.3).

Two questions are apart. Information is *obtained* when it came, whatever it says: Stage 1 is complete on the day
on which the last of it was (S1-D2). A line is *met* when it came, was found in order and still holds: an approval
needs every line met on its day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from crm.journey.deadlines import MONTHS_IN_A_YEAR, add_months
from crm.journey.ranges import Route

STAGE_1, STAGE_2 = "Stage 1", "Stage 2"
HOUSEHOLD, APPLICANT, ADULT, REFEREE = "the household", "each applicant", "each adult", "each referee"
ALWAYS, APPLIES, WANTED = "always", "where it applies", "if wanted"
ADULT_AT = 18 * MONTHS_IN_A_YEAR  # months
REFEREES = 2  # at least so many are named and interviewed (S1-8, S1-12)
NO_FOSTERING = (Route.SUPPORTED_LODGINGS,)  # which the regulations are not about (OA-2)

Act = Literal["requested", "chased", "received", "judged", "waived", "not_needed"]
ACTS: tuple[Act, ...] = ("requested", "chased", "received", "judged", "waived", "not_needed")


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is asked for, as the agency's setting has it. `months`: how long it holds."""

    code: str
    label: str
    group: str
    of: str
    when: str
    rule: str = ""
    law: bool = False
    judged: bool = False
    months: int | None = None
    instead: str | None = None
    event: str | None = None
    clock: str | None = None
    always_on: tuple[str, ...] = ()

    @property
    def mandatory(self) -> bool:
        """Whether an approval waits for it; where it may not apply, it waits for somebody to say so."""
        return self.when != WANTED

    def may_not_apply(self, route: Route) -> bool:
        """Whether somebody may say that it does not apply to a household on this route."""
        return self.when != ALWAYS and route not in self.always_on


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a line is about: `key` is household, carer-12, member-5 or referee-1; `label` is for people to read.

    `adult`: somebody of whom no date of birth is known, and who is no child by what they are to the carers.
    """

    key: str
    label: str
    born_on: date | None = None
    adult: bool = False

    @property
    def adult_from(self) -> date | None:
        """The 18th birthday; who was born on 29 February turns 18 on the 28th, so that no check is a day late."""
        if self.born_on is None:
            return date.min if self.adult else None
        return add_months(self.born_on, ADULT_AT)


@dataclass(frozen=True, slots=True)
class People:
    """Who an application is about: those who apply, and whoever else lives with them."""

    applicants: tuple[Person, ...]
    others: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was done about a line, in the order of its recording. `settled`: it was read, and in order."""

    id: int
    code: str
    who: str
    act: str
    on: date
    settled: bool | None = None
    expires_on: date | None = None


State = Literal[
    "to_do", "requested", "chased", "received", "met", "not_settled", "expired", "waived", "not_needed", "covered"
]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a line stands of a person, from all that was done about it."""

    line: Line
    person: Person
    needed_from: date | None = None  # the 18th birthday of somebody who is not an applicant
    last: int = 0  # the number of the latest entry, by which a form knows what it was made from
    requested_on: date | None = None
    chased_on: date | None = None
    chases: int = 0
    received_on: date | None = None
    settled: bool | None = None
    expires_on: date | None = None
    ended: Literal["waived", "not_needed"] | None = None
    ended_on: date | None = None
    covered_on: date | None = None  # another line, or an event, took its place

    @property
    def obtained_on(self) -> date | None:
        """The day since which nothing more is waited for."""
        return self.ended_on or self.covered_on or self.received_on

    def expired(self, on: date) -> bool:
        """Whether what was received held until some day before this one."""
        return self.expires_on is not None and self.expires_on < on

    def met(self, on: date) -> bool:
        """Whether it stands in the way of nothing on a day."""
        if any(day is not None and day <= on for day in (self.ended_on, self.covered_on)):
            return True
        read = self.settled is True or (self.settled is None and not self.line.judged)
        return self.received_on is not None and self.received_on <= on and read and not self.expired(on)

    def needed(self, on: date) -> bool:
        """Whether its person is of an age at which it is asked for."""
        return self.needed_from is None or self.needed_from <= on

    def _asked(self) -> Literal["requested", "chased"] | None:
        if self.chased_on is not None:
            return "chased"
        return "requested" if self.requested_on is not None else None

    def state(self, on: date) -> State:
        """How it stands on a day, in one word."""
        if self.ended:
            return self.ended
        if self.covered_on is not None:
            return "covered"
        if self.received_on is None:
            return self._asked() or "to_do"
        if self.expired(on):
            again = self.requested_on is not None and self.requested_on > self.received_on
            return (self._asked() if again else None) or "expired"
        if self.met(on):
            return "met"
        return "received" if self.settled is None else "not_settled"


@dataclass(frozen=True, slots=True)
class Missing:
    """A line that an approval, or the end of Stage 1, waits for."""

    code: str
    rule: str
    label: str
    person: str
    who: str = ""  # the person's key

    def __str__(self) -> str:
        """'Enhanced disclosure (DBS) (S1-9): Rowan Example-Finch'; of the household as a whole nobody is named."""
        what = self.label + (f" ({self.rule})" if self.rule else "")
        return what if self.who == "household" else f"{what}: {self.person}"
