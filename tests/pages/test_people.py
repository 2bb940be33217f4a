"""Changing a household's people at the browser: what it said is kept, and nobody is overwritten unseen."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from tests.filling import forms
from tests.pages.conftest import Desk

pytestmark = pytest.mark.slow  # together they take seconds


def test_a_change_is_kept_with_what_it_said_before(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home("Rowan Example-Finch")
    path = f"/households/{reference}/people/1/edit"
    answers: dict[str, object] = {"name": "Rowan Example-Wren", "phone": "01632 960 001", "nature": "changed"}
    answers["since"] = date(2022, 1, 3)
    page = at.browser.fill_in(path, answers, form=path)
    assert page.request.path == f"/households/{reference}/people"
    assert "Rowan Example-Wren" in page.text
    before = at.browser.get(f"/households/{reference}/people/history").text
    assert "Rowan Example-Finch" in before and "2022" in before
    assert at.audited("household.edit")[-1][1] == ["carer 1 name", "carer 1 phone"]
    assert "First carer: name" in at.browser.get(f"/households/{reference}?show=people").text


def test_a_second_carer_is_added_and_a_third_is_not_found(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home("Rowan Example-Finch")
    path = f"/households/{reference}/people/2/edit"
    page = at.browser.fill_in(path, {"name": "Sam Example-Finch"}, form=path)
    assert "Rowan and Sam Example-Finch" in page.text
    assert at.browser.get(f"/households/{reference}/people/3/edit").status_code == 404


def test_whoever_joins_after_the_first_carer_has_gone_takes_that_place_and_overwrites_nobody(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    reference = at.home("Rowan Example-Finch")
    second = f"/households/{reference}/people/2/edit"
    at.browser.fill_in(second, {"name": "Sam Example-Finch"}, form=second)
    remove = f"/households/{reference}/profile/carers/1/remove"
    at.browser.fill_in(remove, {"why": "mistyped"}, form=remove)
    page = at.browser.get(f"/households/{reference}/people")
    assert (add := re.search(r'href="([^"]+)">Add a second carer', page.text)), page.text
    saved = at.browser.fill_in(add[1], {"name": "Noor Example-Heron"}, form=add[1])
    assert saved.request.path == f"/households/{reference}/people", saved.text
    assert "Noor Example-Heron" in saved.text and "Sam Example-Finch" in saved.text
    assert "Add a second carer" not in saved.text


def test_an_edit_that_was_overtaken_shows_both_and_keeps_what_was_typed(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home("Rowan Example-Finch")
    path = f"/households/{reference}/people/1/edit"
    opened = next(each for each in forms(at.browser.get(path).text) if each.action == path)
    at.browser.fill_in(path, {"phone": "01632 960 001", "nature": "changed"}, form=path)
    page = at.browser.post(path, data=opened.filled({"phone": "01632 960 002", "nature": "changed"}))
    assert page.status_code == 409
    assert "01632 960 001" in page.text and 'value="01632 960 002"' in page.text
    again = next(each for each in forms(page.text) if each.action == path)
    at.browser.post(path, data=again.values)
    assert "01632 960 002" in at.browser.get(f"/households/{reference}/people").text


def test_an_answer_that_the_other_changed_and_nobody_touched_here_takes_theirs_and_says_so(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    reference = at.home("Rowan Example-Finch")
    path = f"/households/{reference}/people/1/edit"
    opened = next(each for each in forms(at.browser.get(path).text) if each.action == path)
    at.browser.fill_in(path, {"phone": "01632 960 001", "nature": "changed"}, form=path)
    page = at.browser.post(path, data=opened.filled({"email": "rowan@finch.example", "nature": "changed"}))
    assert page.status_code == 409
    assert "01632 960 001 (taken over below)" in page.text and 'value="rowan@finch.example"' in page.text
    saved = at.browser.post(path, data=next(each for each in forms(page.text) if each.action == path).values)
    assert saved.status_code == 303, saved.text
    known = at.browser.get(path).text
    assert 'value="01632 960 001"' in known and 'value="rowan@finch.example"' in known


def test_a_version_that_was_tampered_with_overwrites_nothing(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home("Rowan Example-Finch")
    path = f"/households/{reference}/people/1/edit"
    opened = next(each for each in forms(at.browser.get(path).text) if each.action == path)
    for version in ("", "x", "-1", "9" * 40, "\u0663"):
        sent = {**opened.filled({"phone": "01632 960 002", "nature": "changed"}), "version": version}
        assert at.browser.post(path, data=sent).status_code == 409, version


def test_a_new_address_moves_the_area_and_is_not_shown(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home("Rowan Example-Finch")
    path = f"/households/{reference}/people/address/edit"
    answers = {"address": "9 Sample Street", "postcode": "NG1 5FB", "nature": "changed"}
    page = at.browser.fill_in(path, answers, form=path)
    assert "NG1" in page.text and "9 Sample Street" not in page.text and "NG1 5FB" not in page.text


def test_what_cannot_be_is_refused_at_the_answer(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home("Rowan Example-Finch")
    path = f"/households/{reference}/people/1/edit"
    page = at.browser.fill_in(path, {"email": "nobody", "nature": "corrected"}, form=path)
    assert page.status_code == 422
    assert 'href="#email"' in page.text
    page = at.browser.fill_in(path, {"nature": "changed", "since": date(2022, 2, 1)}, form=path)
    assert page.status_code == 422
    assert 'href="#since-day"' in page.text
