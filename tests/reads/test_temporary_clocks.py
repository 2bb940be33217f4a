"""The clocks of a temporary approval at their boundary dates: its alarms, its end, and that it ran out."""

from __future__ import annotations

from crm.journey.ranges import Route
from tests.journey.histories import day
from tests.reads.test_law_clocks import due, running

KIN = ("enquiry_received 2026-01-05", "temporarily_approved 2026-01-12 ends_on=2026-05-04 named_children=C-1")
LONGER = "temporary_approval_extended 2026-04-27 ends_on=2026-06-29"


TO_IRM = (
    *("refusal_proposed 2026-04-20 answer_by=2026-05-18", "answer_received 2026-04-27 answer=irm"),
    "temporary_approval_kept 2026-04-28",
)


def test_kc_2_a_temporary_approval_is_watched_until_its_end_and_kc_3_until_that_of_its_extension() -> None:
    for on, story, first, extended in (
        ("2026-05-03", KIN, ["2026-05-04"], []),  # its last day
        ("2026-05-10", (*KIN, LONGER), [], ["2026-06-29"]),
        ("2026-05-10", (*KIN, *TO_IRM), [], []),  # until the outcome (KC-4)
        ("2026-05-10", (*KIN, "household_approved 2026-05-01"), [], []),
        ("2026-05-10", (*KIN, "journey_closed 2026-05-01"), [], []),
    ):
        assert due("KC-2", on, *story, route=Route.KINSHIP) == first
        assert due("KC-3", on, *story, route=Route.KINSHIP) == extended


def test_kc_6_what_has_run_out_is_said_from_the_first_day_that_is_not_covered_and_stands_alone() -> None:
    for on, story, last in (
        ("2026-05-03", KIN, []),
        ("2026-05-04", KIN, ["2026-05-03"]),
        ("2027-01-04", KIN, ["2026-05-03"]),
        ("2026-06-28", (*KIN, LONGER), []),
        ("2026-06-29", (*KIN, LONGER), ["2026-06-28"]),
        ("2027-01-04", (*KIN, *TO_IRM), []),
        ("2026-05-10", (*KIN, "household_approved 2026-05-01"), []),
        ("2026-05-10", (*KIN, "journey_closed 2026-05-04"), []),
    ):
        assert due("KC-6", on, *story, route=Route.KINSHIP) == last
        hard = [each for each in running(day(on), *story, route=Route.KINSHIP) if each.hard]
        assert [each.due_on.isoformat() for each in hard] == last
        assert not last or due("KC-2", on, *story, route=Route.KINSHIP) == []


def test_kc_7_alarms_come_on_days_56_84_98_and_105_one_after_the_other() -> None:
    for on, alarm in (
        ("2026-01-12", "2026-03-09"),  # 12 January + 56
        ("2026-04-05", "2026-03-09"),  # until somebody has looked, or the next one comes
        ("2026-04-06", "2026-04-06"),  # + 84
        ("2026-04-20", "2026-04-20"),  # + 98
        ("2026-04-27", "2026-04-27"),  # + 105
        ("2026-05-03", "2026-04-27"),
    ):
        assert due("KC-7", on, *KIN, route=Route.KINSHIP) == [alarm], on
    assert due("KC-7", "2026-05-04", *KIN, route=Route.KINSHIP) == []
    assert due("KC-7", "2026-05-04", *KIN, LONGER, route=Route.KINSHIP) == ["2026-05-04"]  # 56 days before the end
