"""What becomes of approvals: those made before the flows begin, changes of terms, leaving, becoming another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import islice

from crm.demo import days
from crm.demo.flows import Flow
from crm.demo.lives import Change, Life, Lives
from crm.journey.parent_and_child import OFFER
from crm.journey.ranges import Route

FOSTERING = (Route.MAINSTREAM, Route.TRANSFER_IN)
STOCK_FROM, STOCK_TO = date(1999, 5, 4), date(2019, 3, 29)
NEWER = 0.45  # the smaller, the more of the stock was approved in its last years
PLACES = {Route.MAINSTREAM: (34, 44, 17, 5), Route.KINSHIP: (62, 28, 10, 0)}  # weights of 1, 2, 3 and 4 places
YEAR = 300  # days: nobody leaves, and no terms change, in less
MOST = 4
ANY_CHILD = (0, 17)  # years: from a baby to a parent who is looked after too (B-13)
INSTEAD = ("short_term", "respite")  # what others offer who take no parents
PARENTS = 7  # households with a place for a parent with a child, as Derby's paper of 2021 counts (seed-facts, 2)

WHY = {
    "carer": (
        "retired", "retired", "ill_health", "work", "family_change", "moved_away", "finances", "lack_of_support",
        "adoption", "staying_put_only", None,
    ),
    "service": ("standards_of_care", "allegation", "inactive_two_years"),
    "kinship": ("sgo", "sgo", "sgo", "child_arrangements", "returned_to_parents", "turned_18"),
}  # fmt: skip
TO_OTHERS = ("ifa", "ifa", "other_la", "other_nation")
BY_SERVICE = 0.15


def before(lives: Lives) -> None:
    """The households that were approved before the flows begin; their trackers tell no earlier step."""
    lives.turn_to("before")
    rng = lives.rng
    length = (STOCK_TO - STOCK_FROM).days
    counts = ((Route.MAINSTREAM, lives.council.mainstream_before), (Route.KINSHIP, lives.council.kinship_before))
    for route, count in counts:
        for _ in range(count):
            back = int(length * rng.random() ** (1 / NEWER))
            day = days.office_day(STOCK_TO - timedelta(days=back), STOCK_TO)
            (places,) = rng.choices((1, 2, 3, 4), PLACES[route])
            lives.approve(lives.begin(route, day.year), day, places)


def go_on(lives: Lives, flows: Sequence[Flow]) -> None:
    """Every later happening of the flows, in the order of their days. Where nobody fits one, it does not happen."""
    happenings = sorted(
        (happening for flow in flows for happening in _happenings(lives, flow)), key=lambda each: each[:2]
    )
    for day, what, given in happenings:
        lives.turn_to(f"{what} {day}")
        HAPPENINGS[what](lives, day, given)


def parent_and_child(lives: Lives) -> None:
    """Some households that stay take parents with their babies: one place of theirs is for them. Others do not."""
    staying = (life for life in lives.open_on(STOCK_TO, FOSTERING, 0) if OFFER in life.offers)
    for life in islice(staying, PARENTS):
        life.parents, life.age_from, life.age_to = 1, *ANY_CHILD
    for life in lives.all:
        if OFFER in life.offers and not life.parents:
            other = next(code for code in INSTEAD if code not in life.offers)
            life.offers = tuple(sorted((other, *(code for code in life.offers if code != OFFER))))


def _happenings(lives: Lives, flow: Flow) -> Iterable[tuple[date, str, str]]:
    kinds: tuple[tuple[str, Sequence[object]], ...] = (
        ("leaving", flow.leavers),
        ("moving", flow.transfers_out),
        ("terms", flow.terms),
        ("becoming", (1,) * flow.reclassified),
        ("lodgings", flow.lodgings_leavers),
        ("kinship", flow.kinship_leavers),
    )
    for what, givens in kinds:
        lives.turn_to(f"days of {what} {flow.starts}")
        drawn = days.spread(len(givens), flow.starts, flow.ends, lives.rng)
        yield from ((day, what, str(given)) for day, given in zip(drawn, givens, strict=True))


def _leave(lives: Lives, day: date, places: str) -> None:
    by = "service" if lives.rng.random() < BY_SERVICE else "carer"
    _end(_one_with(lives, day, FOSTERING, places), day, lives.rng.choice(WHY[by]), "none", by)


def _move(lives: Lives, day: date, places: str) -> None:
    _end(_one_with(lives, day, FOSTERING, places), day, None, lives.rng.choice(TO_OTHERS), "carer")


def _leave_kinship(lives: Lives, day: date, places: str) -> None:
    _end(_one_with(lives, day, (Route.KINSHIP,), places), day, lives.rng.choice(WHY["kinship"]), "none", "carer")


def _leave_lodgings(lives: Lives, day: date, places: str) -> None:
    _end(_one_with(lives, day, (Route.SUPPORTED_LODGINGS,), places), day, None, "none", "carer")


def _end(life: Life | None, day: date, reason: str | None, to: str, by: str) -> None:
    if life:
        life.deregistered_on, life.deregistered_reason = day, reason
        life.deregistered_to, life.deregistered_by = to, by


def _change(lives: Lives, day: date, given: str) -> None:
    """+1, -1, or c+1: a home extended or adapted."""
    by = int(given.removeprefix("c"))
    life = _one_of(lives, day, FOSTERING, lambda each: 1 <= each.places_now + by <= MOST)
    if life:
        cause = "capital_scheme" if given.startswith("c") else "terms"
        life.changes.append(Change(day, life.places_now + by, cause))


def _become(lives: Lives, day: date, _given: str) -> None:
    """A kinship approval becomes a mainstream one: a reclassification (B-7)."""
    kin = _one_of(lives, day, (Route.KINSHIP,), lambda each: each.begun_by is None)
    if kin:
        life = lives.begin(Route.MAINSTREAM, day.year, kin)
        lives.approve(life, day, kin.places_now)
        life.panel_on = days.panel_before(day)
        kin.became = life


def _one_with(lives: Lives, day: date, routes: Sequence[Route], places: str) -> Life | None:
    return _one_of(lives, day, routes, lambda life: life.places_now == int(places))


def _one_of(lives: Lives, day: date, routes: Sequence[Route], fits: Callable[[Life], bool]) -> Life | None:
    able = [life for life in lives.open_on(day, routes, YEAR) if fits(life)]
    return lives.rng.choice(able) if able else None


HAPPENINGS = {
    "leaving": _leave,
    "moving": _move,
    "terms": _change,
    "becoming": _become,
    "lodgings": _leave_lodgings,
    "kinship": _leave_kinship,
}
