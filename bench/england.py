"""Lives of the size of England, the same ones each time: what posting would have written, as plain rows.

150 agencies, ten years, 1.3 million enquiries. Days and moments are texts that SQLite, PostgreSQL and DuckDB read
alike. Some news comes late, some is put right later, some families come back. `tests/bench` proves with the checks
of `crm check` that the ledgers balance.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from crm import clock
from crm.journey.beds import REPEATED, Book, Cause
from crm.journey.ranges import Route, population_of

AGENCIES = 150
ENQUIRIES = 8_667  # an agency: 1.3 million in all
NOTES = (
    6  # a journey: what counts for nothing, as later parts will record it. With them England has 10 million events
)
NOTE = "note_kept"
FIRST, LAST = date(2015, 4, 1), date(2025, 3, 31)  # of enquiries
SEED = 20210401

DAYS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 6 * 365)]
ISO = [day.isoformat() for day in DAYS]
NOON = [f"{clock.noon(day):%Y-%m-%d %H:%M:%S.%f}" for day in DAYS]  # in UTC, without saying so, as SQLite keeps it
ENQUIRY_DAYS = (LAST - FIRST).days + 1
WINDOW = 90  # days in which an enquiry of the same household is not counted again (ST-4), as by default

ROUTES = (Route.MAINSTREAM, Route.KINSHIP, Route.TRANSFER_IN, Route.SUPPORTED_LODGINGS, Route.SHORT_BREAK)
WEIGHTS = (78, 13, 3, 4, 2)

Row = tuple[object, ...]
COLUMNS: dict[str, tuple[str, ...]] = {
    "agency": ("id", "slug", "name", "prefix", "created_at"),
    "household": ("id", "agency_id", "reference", "name", "version", "created_at"),
    "journey": ("id", "agency_id", "route", "reference", "created_at"),
    "journey_tie": ("id", "journey_id", "household_id", "recorded_at", "reason"),
    "event": (
        *("id", "agency_id", "household_id", "journey_id", "route", "seq", "kind", "data"),
        *("happened_on", "recorded_at", "stored_at", "corrects_id", "reason"),
    ),
    "stage_entry": (
        *("id", "agency_id", "household_id", "journey_id", "event_id", "because_id", "route", "population"),
        *("quantity", "effective_on", "recorded_at", "kind"),
    ),
    "bed_entry": (
        *("id", "agency_id", "household_id", "journey_id", "event_id", "because_id", "route", "population"),
        *("quantity", "effective_on", "recorded_at", "book", "cause"),
    ),
}


def agencies(scale: float) -> int:
    """How many agencies there are at a scale of England: each of them of full size."""
    return max(1, round(AGENCIES * scale))


def england(scale: float, *, notes: int = NOTES) -> Iterator[dict[str, list[Row]]]:
    """The rows of each agency in turn, by table."""
    numbers = Numbers()
    for agency_id in range(1, agencies(scale) + 1):
        yield agency(agency_id, ENQUIRIES, numbers, notes=notes)


@dataclass(slots=True)
class Numbers:
    """The last id given out in each table."""

    household: int = 0
    journey: int = 0
    event: int = 0
    stage: int = 0
    bed: int = 0


def agency(agency_id: int, enquiries: int, numbers: Numbers, *, notes: int) -> dict[str, list[Row]]:
    """One agency's ten years."""
    random = Random(SEED + agency_id)  # noqa: S311 - the same lives each time is what is wanted
    rows: dict[str, list[Row]] = {table: [] for table in COLUMNS}
    rows["agency"].append((agency_id, f"agency-{agency_id}", f"Agency {agency_id}", f"A{agency_id}", NOON[0]))
    left = enquiries
    while left > 0:
        numbers.household += 1
        life = Life(agency_id, numbers.household, rows, numbers, random, notes)
        left -= life.live(can_return=left > 1)
    return rows


@dataclass(slots=True)
class Life:
    """One household: one journey, or two where the family comes back."""

    agency_id: int
    household_id: int
    rows: dict[str, list[Row]]
    numbers: Numbers
    random: Random
    notes: int
    known: int = 0  # the day, as a number, on which the latest news was recorded
    seq: int = 0
    route: Route = Route.MAINSTREAM

    def live(self, *, can_return: bool) -> int:
        """Write the household; how many enquiries it made."""
        random = self.random
        day = random.randrange(ENQUIRY_DAYS)
        reference = f"A{self.agency_id}-{self.household_id:07d}"
        name = f"Rowan Example-{self.household_id}"
        self.rows["household"].append((self.household_id, self.agency_id, reference, name, 1, NOON[day]))
        self.route = random.choices(ROUTES, WEIGHTS)[0]
        if not (can_return and random.random() < 0.03 and day + 500 < ENQUIRY_DAYS):
            self._begin(day, late=0.04)
            self._go_on(day)
            return 1
        self._begin(day, late=0)
        self._happen("journey_closed", day + 5, {"stage": "enquiry", "initiator": "applicant", "reason": "AW1"})
        again = day + random.randrange(10, 400)
        self._begin(again, late=0, repeated=again - day < WINDOW)
        self._go_on(again)
        return 2

    def _begin(self, day: int, *, late: float, repeated: bool = False) -> None:
        self.numbers.journey += 1
        self.seq, self.known = 0, 0
        known = self._learn(day, late)
        journey = self.numbers.journey
        reference = f"T-{journey}"
        self.rows["journey"].append((journey, self.agency_id, self.route, reference, NOON[known]))
        self.rows["journey_tie"].append((journey, journey, self.household_id, NOON[known], "begun"))
        self._happen("enquiry_received", day, {"source": "website"}, counts=REPEATED if repeated else None, late=0)
        for number in range(self.notes):
            self._event(NOTE, min(day + number, known), {}, known)

    def _go_on(self, day: int) -> None:
        """What follows an enquiry, as often as it does: about 1.8 events that count for each of them."""
        random = self.random
        if random.random() < 0.27:
            day += random.randrange(2, 40)
            visit = self._happen("visit_completed", day)
            if random.random() < 0.03:
                self._visit_put_right(visit, day)
            if random.random() < 0.35:
                self._assess(day)
                return
        if random.random() < 0.22:
            self._happen("journey_closed", day + 30, {"stage": "visit", "initiator": "applicant", "reason": "AW1"})

    def _visit_put_right(self, visit: int, day: int) -> None:
        """The same visit on another day, found out months later."""
        random = self.random
        known = self.known + random.randrange(20, 200)
        right = self._event("visit_completed", day + 3, {}, known, corrects=visit)
        self._stage("visit_completed", visit, day, known, -1, because=right)
        self._stage("visit_completed", right, day + 3, known, 1, because=right)

    def _assess(self, day: int) -> None:
        random = self.random
        day += random.randrange(5, 60)
        self._happen("application_received", day)
        day += random.randrange(30, 80)
        self._happen("stage_one_completed", day)
        if random.random() < 0.8:
            day += random.randrange(60, 140)
            self._happen("panel_recommended", day)
            if random.random() < 0.32:
                self._approve(day + 9)

    def _approve(self, day: int) -> None:
        random = self.random
        places = random.choice((1, 1, 2, 2, 2, 3))
        approved = self._happen("household_approved", day, {"places": places})
        cause = Cause.TRANSFER_IN if self.route == Route.TRANSFER_IN else Cause.NEW_APPROVAL
        self._beds(cause, approved, day, 1, places)
        if random.random() < 0.05:
            places = self._approval_put_right(approved, day, places, cause)
        elif random.random() < 0.3:
            day += random.randrange(100, 500)
            changed = self._happen("terms_changed", day, {"places": places + 1})
            self._beds(Cause.TERMS_INCREASE, changed, day, 0, 1)
            places += 1
        if random.random() < 0.6:
            day += random.randrange(200, 900)
            away = random.random() < 0.1
            left = self._happen("household_deregistered", day, {"destination": "ifa" if away else "none"})
            self._beds(Cause.TRANSFER_OUT if away else Cause.DEREGISTRATION, left, day, -1, -places)

    def _approval_put_right(self, approved: int, day: int, places: int, cause: Cause) -> int:
        """One place more than was said at first; all that the wrong approval counted for is reversed."""
        self.known += self.random.randrange(20, 90)
        right = self._event("household_approved", day, {"places": places + 1}, self.known, corrects=approved)
        for event, sign, held in ((approved, -1, places), (right, 1, places + 1)):
            self._stage("household_approved", event, day, self.known, sign, because=right)
            self._beds(cause, event, day, sign, sign * held, because=right)
        return places + 1

    def _happen(
        self,
        kind: str,
        day: int,
        data: dict[str, object] | None = None,
        *,
        counts: str | None = None,
        late: float = 0.04,
    ) -> int:
        """Something that counts, recorded within days, now and then months late; its id."""
        known = self._learn(day, late)
        event = self._event(kind, day, data or {}, known)
        self._stage(counts or kind, event, day, known, 1, because=event)
        return event

    def _learn(self, day: int, late: float) -> int:
        """The day on which it becomes known: never before what was known earlier."""
        random = self.random
        lag = random.randrange(30, 120) if random.random() < late else random.randrange(4)
        self.known = max(self.known, day + lag)
        return self.known

    def _event(self, kind: str, day: int, data: dict[str, object], known: int, corrects: int | None = None) -> int:
        self.numbers.event += 1
        self.seq += 1
        at, why = NOON[known], None if corrects is None else "typing_error"
        values = (kind, _json(data), ISO[day], at, at, corrects, why)
        whose = (self.agency_id, self.household_id, self.numbers.journey, self.route, self.seq)
        self.rows["event"].append((self.numbers.event, *whose, *values))
        return self.numbers.event

    def _stage(self, kind: str, event: int, day: int, known: int, quantity: int, *, because: int) -> None:
        self.numbers.stage += 1
        entry = self._entry(self.numbers.stage, event, because, quantity, day, known)
        self.rows["stage_entry"].append((*entry, kind))

    def _beds(
        self, cause: Cause, event: int, day: int, households: int, places: int, because: int | None = None
    ) -> None:
        for book, quantity in ((Book.HOUSEHOLDS, households), (Book.PLACES, places)):
            if quantity:
                self.numbers.bed += 1
                entry = self._entry(self.numbers.bed, event, because or event, quantity, day, self.known)
                self.rows["bed_entry"].append((*entry, book, cause))

    def _entry(self, number: int, event: int, because: int, quantity: int, day: int, known: int) -> Row:
        whose = (self.agency_id, self.household_id, self.numbers.journey, event, because)
        return (number, *whose, self.route, population_of(self.route), quantity, ISO[day], NOON[known])


def _json(data: dict[str, object]) -> str:
    """Codes and whole numbers only: quicker than asking the JSON library ten million times."""
    parts = (
        f'"{name}":{value}' if isinstance(value, int) else f'"{name}":"{value}"' for name, value in data.items()
    )
    return "{" + ",".join(parts) + "}"
