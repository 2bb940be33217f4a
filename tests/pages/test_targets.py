"""Targets: what is counted beside them, the pace that the rest needs, their history, and what cannot be set."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from html import unescape
from typing import Any

import pytest
from flask import Flask

from crm import target_words
from crm.actor import Role
from crm.commands import targets
from crm.commands.targets import Terms
from crm.errors import Refused
from crm.register.targets import MEASURES
from crm.reports.figures import FIGURES
from tests import given
from tests.databases import Database
from tests.doors import Answer, CheckingClient
from tests.exchange.test_papers import rows_of, said_by_docx
from tests.pages.test_reports import REPORT, text_of
from tests.reports.histories import a_little_of_everything, approved, load

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
Clock = Callable[[datetime | date], None]
NEW = "/reports/targets/new"
YEAR = {"first": date(2021, 4, 1), "last": date(2022, 3, 31)}


@pytest.fixture
def derby(app: Flask, database: Database, clock_at: Clock) -> int:
    clock_at(date(2021, 9, 30))
    return database.filled("a half year of Derby's", a_little_of_everything)


def _asked(number: object, **more: Any) -> dict[str, Any]:
    told = {"figure": "activity.approvals", "population": "mainstream", "note": "The strategy", **YEAR, **more}
    days = {
        f"{name}-{part}": str(getattr(told[name], part)) if told[name] else ""
        for name in ("first", "last")
        for part in ("day", "month", "year")
    }
    return {name: told[name] for name in ("figure", "population", "note")} | {"number": str(number)} | days


def _set(client: CheckingClient, number: int, **more: Any) -> str:
    """Set a target by its form; its address."""
    answer = client.fill_in(NEW, _asked(number, **more), form=NEW)
    assert answer.status_code == 200, text_of(answer.text)
    return answer.request.path


def test_a_target_says_what_is_left_and_the_pace_that_the_rest_needs(derby: int, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    assert "No target is set." in text_of(manager.get("/reports/targets").text)
    said = text_of(manager.get(_set(manager, 30)).text)
    # Nine households in the half year; 183 of 365 days have gone, and 30 x 183 / 365 is 15.04.
    assert "Households approved, mainstream Derby, April 2021 to March 2022 Behind" in said
    assert "9 of 30 households, as known on 30 September 2021" in said
    assert "183 of 365 days have gone, and the target's share of them is 15. 9 are counted." in said
    # 21 in 182 days: 21 x 365 / (182 x 12) is 3.51, rounded up.
    assert "Left 21 to go Days left 182 of 365 The rest needs 3.6 a month" in said
    assert "Set 30 September 2021 at" in said and "The strategy" in said
    page = unescape(manager.get("/reports/targets").text)
    href = "/reports/quarterly/households?agency=derby&from=2021-04-01&to=2022-03-31"
    assert f'href="{href}&known_on=2021-09-30&population=mainstream&figure=activity.approvals"' in page
    assert "9 households in Derby" in text_of(manager.get(page.split('--numeric" data-label="Counted"><a class='
        '"govuk-link" href="')[1].split('"')[0]).text)  # fmt: skip


def test_a_change_keeps_what_was_said_before_and_a_past_day_still_says_it(
    derby: int, sign_in: SignIn, clock_at: Clock
) -> None:
    manager = sign_in(Role.MANAGER)
    target = _set(manager, 10, last=date(2021, 9, 30))
    assert "Compared with the target" in text_of(manager.get(REPORT).text)
    line = ["Households approved, mainstream", "Derby", "10 households", "9"]
    assert line in [row[:4] for row in rows_of(manager.get(f"{REPORT}&format=docx").data)], "the paper says it too"
    published = manager.get(f"{REPORT}&copy=published&format=docx").data
    assert "Compared with the target" not in said_by_docx(published)
    silent = manager.fill_in(f"{target}/change", {"number": "12"}, form=f"{target}/change")
    assert "Say why it is changed" in text_of(silent.text)
    done = manager.fill_in(f"{target}/change", {"number": "12", "note": "Panel asked"}, form=f"{target}/change")
    said = text_of(done.text)
    assert "9 of 12 households" in said and "Changed" in said and "Panel asked" in said and "The strategy" in said
    clock_at(date(2021, 10, 5))
    manager = sign_in(Role.DECISION_MAKER)
    # Its period is over: three fewer than the target, and nobody can change it any more.
    assert "Missed" in text_of(manager.get(target).text)
    assert "3 fewer than the target" in text_of(manager.get(target).text)
    with pytest.raises(Refused, match="it stays as it was, reached or not"):
        targets.withdraw(1, "A slip", version=2, by=replace(given.officer(derby), role=Role.MANAGER))
    then = text_of(manager.get(f"{REPORT}&known_on=2021-09-29").text)
    assert "none is set for just this period" in then
    load(derby, approved(date(2021, 9, 1), 1))
    now = text_of(manager.get(REPORT).text)
    assert "Households approved, mainstream 12 households 10 2 fewer than the target Nothing Missed" in now
    early = text_of(manager.get("/reports/targets?known_on=2020-01-01").text)
    assert "No target was on record by 1 January 2020." in early
    ahead = manager.get("/reports/targets?known_on=2030-01-01")
    assert ahead.status_code == 422 and "is in the future" in text_of(ahead.text)


def test_a_stale_change_shows_both_sides(derby: int, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    target = _set(manager, 30)
    stale = manager.get(f"{target}/change").text
    manager.fill_in(f"{target}/change", {"number": "31", "note": "First"}, form=f"{target}/change")
    version = stale.split('name="version" value="')[1].split('"')[0]
    answer = manager.fill_in(
        f"{target}/change", {"number": "40", "note": "Second", "version": version}, form=f"{target}/change"
    )
    assert answer.status_code == 409
    said = text_of(answer.text)
    assert "Somebody has changed this target since you opened it" in said and "How many? 31" in said
    assert 'value="40"' in answer.text


def test_a_withdrawn_target_is_compared_with_nothing_and_can_be_set_again(derby: int, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    target = _set(manager, 9, last=date(2021, 9, 30))
    before = manager.get(f"{target}/withdraw")
    assert "From now on it is compared with nothing" in text_of(before.text)
    done = manager.fill_in(f"{target}/withdraw", {"note": "A slip"}, form=f"{target}/withdraw")
    assert "Withdrawn" in text_of(done.text) and "A slip" in text_of(done.text)
    assert "none is set for just this period" in text_of(manager.get(REPORT).text)
    assert "1 target" in text_of(manager.get("/reports/targets?when=withdrawn").text)
    back = manager.fill_in(target, {}, form=f"{target}/set-again")
    assert "The target stands again as it did." in text_of(back.text)
    assert "9 of 9 households" in text_of(back.text) and "Met" in text_of(back.text)


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({"first": None}, "Enter the first day of the period: a target without a period says nothing"),
        ({"figure": ""}, "Choose what is counted"),
        ({"last": date(2021, 3, 1)}, "The period ends on 1 March 2021, before it starts on 1 April 2021"),
        (
            {"first": date(2020, 4, 1), "last": date(2021, 3, 31)},
            "The period ended on 31 March 2021: a target is set before its period ends.",
        ),
        ({"last": date(2062, 3, 31)}, "A period is at most 10 years long"),
    ],
)
def test_what_cannot_be_a_target_is_said_in_words(
    derby: int, sign_in: SignIn, told: dict[str, Any], problem: str
) -> None:
    answer = sign_in(Role.MANAGER).fill_in(NEW, _asked(30, **told), form=NEW)
    assert answer.status_code == 422 and problem in text_of(answer.text)
    assert 'value="30"' in answer.text  # what was typed stays


def test_a_figure_that_does_not_exist_has_no_target(derby: int) -> None:
    terms = Terms(number=3, first=date(2021, 4, 1), last=date(2022, 3, 31))
    with pytest.raises(Refused, match="There is no such figure"):
        targets.set_one(derby, "activity.nothing", "mainstream", terms, by=given.officer(derby))
    assert set(MEASURES) == set(target_words.MEASURES) and set(MEASURES) <= set(FIGURES)


def test_two_numbers_for_one_thing_are_refused_and_a_share_of_it_is_not(derby: int, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    _set(manager, 30)
    for days in ({}, {"first": date(2021, 7, 1), "last": date(2022, 6, 30)}):
        answer = manager.fill_in(NEW, _asked(20, **days), form=NEW)
        assert answer.status_code == 422
        assert "There is a target of 30 for this figure from 1 April 2021 to 31 March 2022." in text_of(answer.text)
    _set(manager, 8, first=date(2021, 10, 1), last=date(2021, 12, 31))
    _set(manager, 30, population="kinship")
    said = text_of(manager.get("/reports/targets?population=mainstream").text)
    assert "2 targets" in said and "October to December 2021" in said and "Not begun" in said


def test_who_leaves_has_a_most_and_a_level_is_counted_from_its_opening(derby: int, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    # Six mainstream households left: more than the 5 that are the target's share, rounded up.
    most = text_of(manager.get(_set(manager, 9, figure="activity.deregistrations")).text)
    assert "Households de-registered, at most, mainstream" in most and "Above its share" in most
    assert "Left 3 more allowed" in most and "The rest needs" not in most
    # The period opened with 9 mainstream beds; half the way to 27 is 18, and 17 are there.
    level = text_of(manager.get(_set(manager, 27, figure="places.closing")).text)
    assert "the target's share of them is 18. 17 are counted." in level


def test_the_staff_and_those_who_count_see_targets_and_another_council_none(derby: int, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    target = _set(manager, 30)
    days = _set(manager, 12, first=date(2021, 5, 4), last=date(2021, 12, 9))
    assert "from=2021-05-04" in manager.get(days).text
    analyst = sign_in(Role.ANALYST)
    assert "9 of 30 households" in text_of(analyst.get(target).text)
    assert analyst.get(NEW).status_code == 403 and "Set a target" not in analyst.get("/reports/targets").text
    file = analyst.get("/reports/targets?format=csv").get_data().decode("utf-8-sig").splitlines()
    assert len(file) == 3 and ",30,households,2021-04-01,2022-03-31,2021-09-30,9,21 to go," in "".join(file)
    for path in (days, "/reports/targets"):
        page = analyst.get(path)
        assert "from=2021-05-04" not in page.text, path
    given.agency("rutland")
    stranger = sign_in(Role.MANAGER, at="rutland")
    assert stranger.get(target).status_code == 404
    assert "No target is set." in text_of(stranger.get("/reports/targets").text)
    assert "No target matches." in text_of(sign_in(Role.OFFICER).get("/reports/targets?q=teenagers").text)


def test_a_hub_s_targets_are_its_councils_added_up_where_each_has_one(
    app: Flask, sign_in: SignIn, clock_at: Clock, cli: Callable[..., Answer]
) -> None:
    clock_at(date(2021, 9, 30))
    first, last = date(2021, 4, 1), date(2021, 9, 30)
    councils = [given.agency(slug, hub="d2n2") for slug in ("derby", "nottingham")]
    for agency_id, number, approvals in zip(councils, (4, 6), (1, 2), strict=True):
        for _ in range(approvals):
            load(agency_id, approved(date(2021, 5, 1), 2))
        by = given.officer(agency_id)
        targets.set_one(
            agency_id, "activity.approvals", "mainstream", Terms(number=number, first=first, last=last), by=by
        )
    targets.set_one(
        councils[0],
        "places.net",
        "mainstream",
        Terms(number=9, first=first, last=last),
        by=given.officer(councils[0]),
    )
    asked = ("--hub", "d2n2", "--from", "2021-04-01", "--to", "2021-09-30", "--format", "json")
    told = json.loads(cli("report", "quarterly", *asked).out)["targets"]
    found = {(each["agency"], each["figure"]): (each["target"], each["counted"], each["left"]) for each in told}
    assert found == {
        ("derby", "places.net"): (9, 2, 7),
        ("derby", "activity.approvals"): (4, 1, 3),
        ("nottingham", "activity.approvals"): (6, 2, 4),
        ("d2n2", "activity.approvals"): (10, 3, 7),
    }
    page = sign_in(Role.HUB, at="d2n2").get("/reports/quarterly?hub=d2n2&from=2021-04-01&to=2021-09-30").text
    said = text_of(page)
    assert "10 households 3 7 fewer than the target" in said and "Where one has set none, there is no sum" in said
    assert (
        "/reports/targets/0" not in page and "hub=d2n2&amp;from=2021-04-01&amp;to=2021-09-30&amp;known_on=" in page
    )
    public = sign_in(Role.MANAGER).get(
        "/reports/quarterly?agency=derby&from=2021-04-01&to=2021-09-30&copy=published"
    )
    assert "Compared with the target" not in public.text


def test_every_file_and_a_frozen_pack_keep_the_targets_of_their_period(derby: int, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    target = _set(manager, 30)
    asked = "agency=derby&from=2021-04-01&to=2022-03-31"
    report = f"/reports/quarterly?{asked}"
    [told] = json.loads(manager.get(f"{report}&format=json").text)["targets"]
    assert (told["figure"], told["population"], told["target"]) == ("activity.approvals", "mainstream", 30)
    assert (told["counted"], told["left"], told["agency"], told["at_most"]) == (9, 21, "derby", False)
    sheet = manager.get(f"{report}&format=csv").text
    assert (
        'derby,Mainstream,targets,activity.approvals.target,"Target: Households approved, mainstream",30' in sheet
    )
    assert "activity.approvals.left" in sheet
    for narrower in ("&route=kinship", "&copy=published"):
        assert json.loads(manager.get(f"{report}{narrower}&format=json").text)["targets"] is None
    pack = manager.fill_in(f"/reports/packs/freeze?{asked}", {}, form="/reports/packs/freeze").request.path
    manager.fill_in(f"{target}/change", {"number": "40"})
    said = text_of(manager.get(pack).text)
    assert "Targets, as they stood when it was frozen" in said and "30 households 9 21 to go" in said
    assert [each["target"] for each in json.loads(manager.get(f"{pack}/file").text)["report"]["targets"]] == [30]
