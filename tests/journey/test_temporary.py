"""The temporary approval of a connected person by the day: 12 January 2026 and 112 days is 4 May (KC-2 to KC-7)."""

from __future__ import annotations

from datetime import UTC, date, datetime

from crm.journey.event import Event
from crm.journey.events import ApprovalRefused, HouseholdApproved, JourneyClosed
from crm.journey.history import Row
from crm.journey.household import Journey
from crm.journey.ranges import Route
from crm.journey.temporary import Temporary, alarms, temporaries
from crm.journey.temporary_events import TemporarilyApproved

SINCE, END, LONGER_END = date(2026, 1, 12), date(2026, 5, 4), date(2026, 6, 29)
ONE = Temporary(("C-1",), SINCE, END)
EXTENDED = Temporary(("C-1",), SINCE, LONGER_END, extended_on=date(2026, 4, 24))
DAYS = (56, 84, 98, 105)


def test_kc_7_the_last_day_that_is_covered_is_the_112th_and_once_extended_the_168th() -> None:
    assert (ONE.last_day, ONE.gone(ONE.last_day), ONE.length) == (date(2026, 5, 3), 111, 112)
    assert (EXTENDED.last_day, EXTENDED.gone(EXTENDED.last_day), EXTENDED.length) == (date(2026, 6, 28), 167, 168)
    assert ONE.holds(date(2026, 5, 3)) and not ONE.holds(date(2026, 5, 4))
    assert not ONE.ran_out(date(2026, 5, 3)) and ONE.ran_out(date(2026, 5, 4))


def test_kc_7_alarms_come_so_many_days_after_the_beginning() -> None:
    assert alarms(ONE, 112, DAYS) == (date(2026, 3, 9), date(2026, 4, 6), date(2026, 4, 20), date(2026, 4, 27))


def test_kc_7_once_it_is_extended_they_come_again_as_long_before_the_new_end() -> None:
    assert alarms(EXTENDED, 112, DAYS) == (date(2026, 5, 4), date(2026, 6, 1), date(2026, 6, 15), date(2026, 6, 22))


def test_kc_4_until_the_outcome_of_the_irm_it_has_no_last_day_and_no_alarm() -> None:
    kept = Temporary(("C-1",), SINCE, None, kept_on=date(2026, 4, 24))
    assert kept.holds(date(2027, 1, 4)) and not kept.ran_out(date(2027, 1, 4)) and kept.length is None
    assert alarms(kept, 112, DAYS) == ()


def test_kc_6_what_is_decided_or_closed_has_not_run_out() -> None:
    assert not Temporary(("C-1",), SINCE, date(2026, 4, 1), over=True).ran_out(date(2026, 8, 3))


def ends(*events: Event) -> list[tuple[str, date | None, bool, bool]]:
    """The children of each temporary approval of such a journey: until when, whether over, and in full."""
    now = datetime(2026, 7, 1, tzinfo=UTC)
    rows = tuple(Row(number, 1, Route.KINSHIP, event, now) for number, event in enumerate(events))
    found = temporaries(Journey(1, Route.KINSHIP, rows))
    return [(each.children[0], each.until, each.over, each.in_full) for each in found]


def test_kc_6_each_ends_with_the_first_decision_or_closing_after_its_own_beginning() -> None:
    first = TemporarilyApproved(happened_on=SINCE, named_children=("C-1",), ends_on=END)
    since, until = date(2026, 3, 2), date(2026, 6, 22)
    second = TemporarilyApproved(happened_on=since, named_children=("C-2",), ends_on=until)
    on = date(2026, 2, 16)
    refused, approved = ApprovalRefused(happened_on=on), HouseholdApproved(happened_on=on, places=1)
    closed = JourneyClosed(happened_on=on, stage="enquiry", initiator="applicant", reason="AW0")
    for end, in_full in ((refused, False), (approved, True), (closed, False)):
        assert ends(first, end, second) == [("C-1", on, True, in_full), ("C-2", until, False, False)]
    assert ends(first, second, ApprovalRefused(happened_on=date(2026, 5, 18))) == [
        ("C-1", END, True, False),  # it had run out by then
        ("C-2", date(2026, 5, 18), True, False),
    ]
