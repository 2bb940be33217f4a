"""`crm deadline` gives the days of the rule sheet, and says no in words."""

from __future__ import annotations

import pytest

from crm import cli

ANSWERS = [
    # the examples of the rule sheet's section 8
    ("PN-7 2026-06-30", "2027-02-28"),
    ("S1-D2 2026-03-30", "2026-04-15"),
    ("RV-8 2026-02-01", "2026-03-01"),
    ("KC-2 2026-01-12", "2026-05-04"),
    ("RV-1 2024-02-29", "2025-02-28"),
    # every other rule that gives a day
    ("S1-14 2025-12-12", "2026-01-07"),
    ("S1-15 2025-12-12", "2026-01-07"),
    ("PN-1 2026-01-31", "2026-02-28"),
    ("PN-6 2026-04-08", "2026-03-30"),
    ("DM-3 2026-03-30", "2026-04-10"),
    ("DM-4 2026-12-23", "2026-12-29 2027-01-04"),
    ("DM-7 2026-11-20", "2026-12-18"),
    ("DM-8 2026-11-20", "2026-12-18"),
    ("DM-9 2026-08-21", "2026-09-07"),
    ("RV-5 2026-11-20", "2027-11-20"),
    ("RV-6 2026-11-20", "2026-12-18"),
    ("RV-7 2026-11-21", "2026-11-21"),
    ("RV-12 2025-06-01", "2026-06-01"),
    ("TSD-1 2024-08-31", "2025-08-31"),
    ("TSD-1 2024-08-31 --population mainstream", "2025-08-31"),
    ("TSD-1 2024-08-31 --population kinship", "2026-02-28"),
    ("TSD-4 2025-08-31", "2026-02-28"),
    ("KC-3 2026-01-12", "2026-06-29"),
    ("KC-7 2026-01-12", "2026-05-04"),
    ("KC-10 2026-02-01", "2026-03-01"),
    ("KC-11 2026-04-01", "2026-04-13"),  # over Good Friday and Easter Monday
    ("KC-11 2026-12-18", "2026-12-30"),  # over Christmas, and Boxing Day of which Monday is in place
    ("KC-12 2026-11-30", "2027-02-28"),
    ("OA-3 2026-01-12", "2026-04-06"),
    ("OA-4 2026-01-12", "2026-01-29"),
    ("OA-5 2026-02-01", "2026-03-01"),
    ("RT-1 2016-02-29", "2026-02-28"),
    ("RT-2 2016-03-01", "2026-03-01"),
    ("RT-3 2023-11-21", "2026-11-21"),
    ("RT-5 2024-11-21", "2026-11-21"),
    ("RT-7 2010-05-17", "2085-05-17"),
    # rules are judged by the day of their trigger: temporary approval was longer for a while in 2020
    ("KC-2 2020-04-23", "2020-08-13"),
    ("KC-2 2020-04-24", "2020-10-09"),
    ("KC-2 2020-09-25", "2021-01-15"),
    # a population that the rule does not single out changes nothing
    ("PN-7 2026-06-30 --population kinship", "2027-02-28"),
    # an id may be typed in small letters
    ("pn-7 2026-06-30", "2027-02-28"),
]


@pytest.mark.parametrize(("asked", "expected"), ANSWERS)
def test_a_rule_gives_its_days_one_a_line(asked: str, expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["deadline", *asked.split()]) == 0
    assert capsys.readouterr().out == expected.replace(" ", "\n") + "\n"


@pytest.mark.parametrize("unknown", ["PN-99", "PN-8", "RT-4", "KC-4", "", "8 months", "P\u0661-7"])
def test_a_rule_that_gives_no_day_is_refused_with_the_rules_that_do(
    unknown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["deadline", unknown, "2026-01-01"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert f"'{unknown}' is not a rule that gives a day" in said.err
    assert "PN-7" in said.err
    assert "TSD-1" in said.err


@pytest.mark.parametrize(
    "bad",
    ["2021-02-31", "31/03/2021", "20210331", "2021-W13-3", "2021-3-31", "\u0662\u0660\u0662\u0661-03-31", ""],
)
def test_a_day_that_is_no_day_is_refused(bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["deadline", "PN-7", bad]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert f"'{bad}' is not a date" in said.err


@pytest.mark.parametrize(
    "asked", ["PN-7 9999-12-31", "DM-3 9999-12-31", "RV-8 9999-12-31", "PN-6 0001-01-01", "RT-1 9995-01-01"]
)
def test_the_end_of_the_calendar_is_said_in_words(asked: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["deadline", *asked.split()]) == 2
    assert "gives no day for" in capsys.readouterr().err


def test_it_asks_for_no_database(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("CRM_DATABASE_URL", "sqlite:////nowhere/at/all/hearth.db")
    assert cli.run(["deadline", "RV-8", "2026-02-01"]) == 0
    assert capsys.readouterr().out == "2026-03-01\n"
