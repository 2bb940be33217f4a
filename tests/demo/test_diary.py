"""The demonstration's entries are made one after the other, and none in the future."""

from __future__ import annotations

from datetime import UTC, date, datetime

from crm import clock
from crm.demo.diary import Diary


def test_before_the_office_opens_nothing_of_today_is_recorded_later_than_now() -> None:
    seven = datetime(2026, 3, 4, 7, tzinfo=UTC)
    made: list[datetime] = []
    diary = Diary()
    diary.note(date(2026, 3, 4), lambda: made.append(clock.now()))
    diary.note(date(2026, 3, 3), lambda: made.append(clock.now()))
    with clock.fixed(seven):
        diary.carry_out()
    assert made == [datetime(2026, 3, 3, 9, tzinfo=UTC), seven]
