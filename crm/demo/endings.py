"""Where journeys end that lead to no approval, and why."""

from __future__ import annotations

from datetime import date, timedelta

from crm.demo import days
from crm.demo.lives import Life, Lives
from crm.journey.ranges import Route

REFUSED = 0.12  # of applications that lead to no approval
BY_APPLICANT = 0.7

# Reasons of the national list, by where the journey was and who ended it.
REASONS = {
    ("enquiry", "applicant"): (
        "no_reply", "information_only", "changed_mind", "not_now", "another_council", "chose_ifa",
        "adoption_instead", "finances", "AW3",
    ),
    ("enquiry", "service"): (
        "no_spare_room", "under_age", "out_of_area", "residence", "health", "housing", "availability",
    ),
    ("visit", "applicant"): (
        "withdrew_after_visit", "partner_not_agreed", "own_children", "work", "AW1", "AW4", "AW5",
    ),
    ("visit", "service"): ("accommodation", "pets", "smoking", "motivation", "own_childrens_needs", "attitudes"),
    ("stage1", "applicant"): ("AW0", "AW1", "AW2", "AW3", "AW4", "illness", "pregnancy"),
    ("stage1", "service"): ("unsuitable_dbs", "unsuitable_reference", "unsuitable_medical", "non_engagement"),
    ("stage2", "applicant"): ("AW0", "AW1", "AW2", "AW3", "AW4", "AW5", "moved_away"),
    ("stage2", "service"): ("competence", "relationship", "unresolved_history", "impact_on_children"),
    ("panel", "applicant"): ("withdrew_before_panel", "AW2", "AW3"),
    ("kinship", "applicant"): ("child_returned_home", "other_relative", "order_made"),
    ("kinship", "service"): ("viability_negative", "court_did_not_support"),
}  # fmt: skip


def close(lives: Lives) -> None:
    """End every journey that was not decided, some time after its last step."""
    for life in lives.all:
        if life.decision_on is None and life.closed_on is None:
            lives.turn_to(f"end of {life.reference}")
            _close(lives, life)


def _close(lives: Lives, life: Life) -> None:
    rng = lives.rng
    if life.application_on:
        if life.route is Route.MAINSTREAM and rng.random() < REFUSED:
            return _refuse(life, days.later(life.application_on, 175, 240, rng))
        return _end(lives, life, life.application_on, 20, 210)
    if life.visit_on:
        return _end(lives, life, life.visit_on, 14, 110)
    if life.enquiry_on:
        return _end(lives, life, life.first_contact_on or life.enquiry_on, 8, 75)
    return None


def _refuse(life: Life, around: date) -> None:
    """A decision without places: not to approve."""
    life.panel_on = days.panel_before(around)
    life.decision_on = days.office_day(life.panel_on + timedelta(days=7), date.max)


def _end(lives: Lives, life: Life, since: date, low: int, high: int) -> None:
    rng = lives.rng
    life.closed_on = days.later(since, low, high, rng)
    life.closed_stage = _stage(life, life.closed_on)
    life.closed_by = "applicant" if life.closed_stage == "panel" or rng.random() < BY_APPLICANT else "service"
    where = "kinship" if life.route is Route.KINSHIP else life.closed_stage
    life.closed_reason = rng.choice(REASONS[where, life.closed_by])
    if life.stage1_complete_on and life.stage1_complete_on > life.closed_on:
        life.stage1_complete_on = None


def _stage(life: Life, day: date) -> str:
    if life.application_on is None:
        return "visit" if life.visit_on else "enquiry"
    if life.stage1_complete_on is None or day <= life.stage1_complete_on:
        return "stage1"
    return "panel" if (day - life.application_on).days > 180 else "stage2"  # noqa: PLR2004 - about six months
