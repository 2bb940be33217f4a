"""The views of the pipeline and of the report that a team of the demonstration has saved."""

from __future__ import annotations

from crm.actor import Actor, Role
from crm.commands import views
from crm.demo import derby
from crm.reads.views import REPORT

VIEWS = {
    derby.SLUG: (
        ("My households", "worker=me"),
        ("Overdue", "clock=late"),
        ("With nobody", "worker=nobody"),
        ("Visited, not applied", "stage=visit"),
    )
}
REPORTS = {
    derby.SLUG: (
        ("Last quarter", f"agency={derby.SLUG}&period=last-quarter"),
        ("Mainstream, last year", f"agency={derby.SLUG}&route=mainstream&period=last-year"),
    )
}


def save(council: str, agency_id: int) -> None:
    """Save them; nobody in particular did."""
    by = Actor(user_id=None, label="Hearth", role=Role.SYSTEM, agency_ids=(agency_id,))
    for name, query in VIEWS.get(council, ()):
        views.save(name, query, by=by)
    for name, query in REPORTS.get(council, ()):
        views.save(name, query, by=by, page=REPORT)
