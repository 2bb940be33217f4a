"""A life as a council's tracker tells it: one row for each journey of a household."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date

from crm.demo.chance import drawing
from crm.demo.flows import Council
from crm.demo.people import Family, Inventor
from crm.journey.ranges import Route

AGES = ((0, 4), (0, 10), (0, 17), (5, 11), (5, 17), (8, 15), (11, 17))
OFFERS = ("short_term", "long_term", "respite", "emergency", "siblings", "uasc", "parent_and_child", "disability")


@dataclass
class Change:
    """A change of the terms of an approval."""

    on: date
    places: int
    cause: str = "terms"


@dataclass(eq=False)
class Life:
    """One journey of a household, from its enquiry to its end; what has not happened is None."""

    reference: str
    route: Route
    family: Family
    begun_by: Life | None = None  # the first journey of the same household, if this is not it
    enquiry_on: date | None = None
    source: str | None = None
    employer: str | None = None
    campaign: str | None = None
    first_contact_on: date | None = None
    visit_on: date | None = None
    application_on: date | None = None
    stage1_complete_on: date | None = None
    panel_on: date | None = None
    decision_on: date | None = None
    places: int | None = None
    age_from: int | None = None
    age_to: int | None = None
    offers: tuple[str, ...] = ()
    parents: int | None = None  # of the places, for a parent with their child
    named_children: tuple[str, ...] = ()
    transferred_from: str | None = None
    closed_on: date | None = None
    closed_stage: str | None = None
    closed_by: str | None = None
    closed_reason: str | None = None
    changes: list[Change] = field(default_factory=list)
    deregistered_on: date | None = None
    deregistered_reason: str | None = None
    deregistered_to: str | None = None
    deregistered_by: str | None = None
    became: Life | None = None  # the approval that took this one's place
    left_alone: bool = False  # nothing else is to happen to it

    @property
    def approved(self) -> bool:
        return self.decision_on is not None and self.places is not None

    @property
    def places_now(self) -> int:
        """The places of its latest terms."""
        return self.changes[-1].places if self.changes else self.places or 0

    @property
    def ended(self) -> bool:
        return self.deregistered_on is not None or self.became is not None

    def matters_on(self, day: date) -> bool:
        """Whether the journey goes on, or an approval stands, on a day."""
        over = [end for end in (self.closed_on, self.deregistered_on) if end is not None]
        begun = min(self.days, default=date.max) <= day
        return begun and all(end > day for end in over) and not (self.became and min(self.became.days) <= day)

    @property
    def days(self) -> list[date]:
        """Every day on which something happened."""
        own = (getattr(self, each.name) for each in fields(self))
        return [*(day for day in own if isinstance(day, date)), *(change.on for change in self.changes)]

    @property
    def first(self) -> Life:
        """The first journey of the household."""
        return self.begun_by or self


class Lives:
    """The lives of one council, with what is needed to draw more of them."""

    def __init__(self, council: Council) -> None:
        self.council = council
        self.inventor = Inventor(council.districts, council.towns)
        self.rng = drawing(council.slug)
        self.all: list[Life] = []
        self._numbers: dict[int, int] = {}
        self._children = 100

    def turn_to(self, step: str) -> None:
        """Draw with a chance of the step's own: flows that are added later leave what was drawn before as it is."""
        self.rng = drawing(f"{self.council.slug} {step}")

    def begin(self, route: Route, year: int, again: Life | None = None) -> Life:
        """A new journey, of a new family or (`again`) of one whose first journey is known."""
        number = self._numbers[year] = self._numbers.get(year, 0) + 1
        reference = f"{self.council.mark}{year % 100:02}-{number:03}"
        family = again.family if again else self.inventor.family(reference)
        life = Life(reference, route, family, begun_by=again)
        self.all.append(life)
        return life

    def approve(self, life: Life, on: date, places: int) -> None:
        """Decide to approve, on terms that suit the route."""
        life.decision_on, life.places = on, places
        if life.route is Route.KINSHIP:
            life.age_from, life.age_to, life.offers = 0, 17, ("long_term",)
            life.named_children = tuple(self._child() for _ in range(places))
        elif life.route is Route.SUPPORTED_LODGINGS:
            life.age_from, life.age_to = 16, 21
        else:
            life.age_from, life.age_to = self.rng.choice(AGES)
            offers = ("short_break",) if life.route is Route.SHORT_BREAK else self.rng.sample(OFFERS, 2)
            life.offers = tuple(sorted(offers))

    def open_on(self, day: date, routes: Iterable[Route], tenure: int) -> list[Life]:
        """Approvals that were made at least so many days before and that nothing has ended."""
        wanted = set(routes)
        return [
            life
            for life in self.all
            if life.route in wanted
            and life.approved
            and not life.ended
            and not life.left_alone
            and life.decision_on is not None
            and (day - life.decision_on).days >= tenure
            and all(change.on < day for change in life.changes)
        ]

    def _child(self) -> str:
        self._children += 1
        return f"CH-{self.council.mark}{self._children}"
