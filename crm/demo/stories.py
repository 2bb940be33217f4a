"""All lives of a council, drawn from its flows."""

from __future__ import annotations

from datetime import date

from crm.demo import apart, approved, derby, endings, funnel
from crm.demo.derby import Late
from crm.demo.flows import Council
from crm.demo.lives import Lives
from crm.journey.ranges import Population, population_of


def told(council: Council) -> tuple[Lives, Late | None]:
    """The lives of a council to the end of its flows, not yet cut at the present day."""
    lives = Lives(council)
    approved.before(lives)
    for flow in council.flows:
        lives.turn_to(f"enquiries {flow.starts}")
        funnel.enquire(lives, flow)
        funnel.repeat(lives, flow)
    ours = council.slug == derby.SLUG
    late = (derby.enquiry_on_the_wrong_day(lives), derby.visit_not_written_down(lives)) if ours else None
    funnel.progress(lives, council.flows)
    for flow in council.flows:
        lives.turn_to(f"other routes {flow.starts}")
        for route in (apart.kinship, apart.transfers_in, apart.short_breaks, apart.lodgings):
            route(lives, flow)
    result = Late(*late, derby.approval_with_too_few_places(lives)) if late else None
    endings.close(lives)
    funnel.come_back(lives)
    approved.go_on(lives, council.flows)
    approved.parent_and_child(lives)
    return lives, result


def tally(lives: Lives, starts: date, ends: date) -> dict[str, int]:
    """Mainstream happenings from one day to another: a check on the drawing, not a report."""
    found: dict[str, int] = {}
    for life in lives.all:
        if population_of(life.route) is Population.MAINSTREAM:
            for name in ("enquiry_on", "visit_on", "application_on", "deregistered_on"):
                day = getattr(life, name)
                found[name] = found.get(name, 0) + (day is not None and starts <= day <= ends)
    return found
