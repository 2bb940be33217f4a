"""What there is to do, as values: a household, its journeys that go on, and what is open for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from crm.people.tasks import CALL_BACK
from crm.reads.clocks import Running


@dataclass(frozen=True, slots=True)
class Way:
    """A journey that has come to no end yet: where it is, since when, and the source of its enquiry."""

    journey_id: int
    route: str
    stage: str
    since: date
    source: str | None


@dataclass(frozen=True, slots=True)
class Home:
    """A household as lists of work show it. `worker` works with it; `former` did, and their account is closed."""

    id: int
    agency_id: int
    reference: str
    name: str | None
    area: str | None
    worker_id: int | None
    worker: str | None
    former: str | None
    held_by: int | None  # as it stands on the household, whoever that is
    stage: str | None
    since: date | None
    ways: tuple[Way, ...]

    @property
    def is_open(self) -> bool:
        """Whether a journey of it waits for somebody's next step."""
        return bool(self.ways)


@dataclass(frozen=True, slots=True)
class Item:
    """Something to be done by a day: what a clock waits for, or what somebody meant to do.

    `key` names it within its household. `kind` is clock, law, visit (`what` is its purpose), or a task's: step,
    call_back, keep_warm. `clock` is the one that runs, or the one that a promised call puts off, and `way` the
    journey on which it runs. First contact is put off by nothing: it has its `call`, and the number of that task.
    `worker_id` is whose it is; none: nobody's.
    """

    key: str
    kind: str
    what: str
    due_on: date
    worker_id: int | None
    clock: Running | None = None
    way: Way | None = None
    task_id: int | None = None
    made_at: datetime | None = None
    made_by: int | None = None
    agreed_at: datetime | None = None  # of a task: when they spoke of it, or met, or else when it was noted
    visit_id: int | None = None
    starts_at: datetime | None = None  # of a visit
    left: str | None = None  # who was to make a visit, where their account is closed
    call: Item | None = None  # that was promised, where it does not put the clock off

    @property
    def is_hard(self) -> bool:
        """Whether it comes before all else: a temporary approval has run out (KC-6)."""
        return self.clock is not None and self.clock.hard

    @property
    def is_call(self) -> bool:
        """Whether it is done by reaching them."""
        return self.kind == CALL_BACK or (self.clock is not None and self.clock.by_call)

    @property
    def is_a_step(self) -> bool:
        """Whether it says what to do next, and is not only a limit of the law."""
        return self.clock is None or self.kind == CALL_BACK or self.clock.is_a_step


@dataclass(frozen=True, slots=True)
class Work:
    """A household and what is open for it, the soonest first."""

    home: Home
    items: tuple[Item, ...]

    @property
    def next(self) -> Item | None:
        """What comes first."""
        return self.items[0] if self.items else None

    def next_of(self, journey_id: int) -> Item | None:
        """What comes first for one of its journeys: its own, or, where no step is, for the people whom it is of."""
        own = [each for each in self.items if each.way is None or each.way.journey_id == journey_id]
        return next(iter(own if any(each.is_a_step for each in own) else self.items), None)

    @property
    def is_alone(self) -> bool:
        """Whether its journey goes on and nobody works with it."""
        return self.home.is_open and self.home.worker_id is None

    @property
    def lacks_a_step(self) -> bool:
        """Whether its journey goes on and nobody has said what to do next: a limit of the law does not say it.

        The one rule by which Today, the pipeline and their filters say that there is no next step.
        """
        return self.home.is_open and not any(item.is_a_step for item in self.items)
