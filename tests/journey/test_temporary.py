"""The temporary approval of a connected person by the day: 12 January 2026 and 112 days is 4 May (KC-2 to KC-7)."""

from __future__ import annotations

from datetime import date

from crm.journey.temporary import Temporary, alarms

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
