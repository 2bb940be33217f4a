"""A form that is sent a second time with other words loses none: they are given back, and it is said (T50)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crm.actor import Role
from crm.exchange.mail import Letter
from tests.filling import forms
from tests.pages.conftest import TODAY, Desk
from tests.pages.test_letters import a_home

pytestmark = pytest.mark.slow  # together they take seconds

SAID = "This form was sent already, with other words"


def answers(page: str, action: str, **typed: Any) -> dict[str, Any]:
    """What a browser sends of the form with this address, filled in so."""
    return dict(next(each for each in forms(page) if each.action == action).filled(typed))


def test_a_note_that_is_sent_again_with_other_words_is_given_back_and_the_same_one_is_not(
    desk: Callable[..., Desk],
) -> None:
    officer = desk(Role.OFFICER)
    home = officer.home()
    path = f"/households/{home}/contacts/new?kind=note"
    sent = answers(officer.browser.get(path).text, path, text="They have a dog")
    officer.browser.post(path, data=sent)
    assert officer.browser.post(path, data=sent).status_code == 303
    other = officer.browser.post(path, data=sent | {"text": "They have two dogs"})
    assert other.status_code == 422 and SAID in other.text and "They have two dogs" in other.text
    officer.browser.post(path, data=answers(other.text, path))
    timeline = officer.browser.get(f"/households/{home}?show=contacts").text
    assert timeline.count("They have a dog") == timeline.count("They have two dogs") == 1


def test_a_letter_that_is_sent_again_with_other_words_is_given_back(
    desk: Callable[..., Desk], mails: Callable[[], list[Letter]]
) -> None:
    officer = desk(Role.OFFICER)
    path = f"/households/{a_home(officer)}/write?letter=acknowledgement"
    sent = answers(officer.browser.get(path).text, path, text="Hello")
    officer.browser.post(path, data=sent)
    other = officer.browser.post(path, data=sent | {"text": "Hello again"})
    assert other.status_code == 422 and SAID in other.text and "Hello again" in other.text
    assert [each.text for each in mails()] == ["Hello\n"]


def test_a_next_step_that_is_sent_again_with_other_words_is_given_back(desk: Callable[..., Desk]) -> None:
    officer = desk(Role.OFFICER)
    home = officer.home()
    path = f"/households/{home}/tasks/new"
    sent = answers(officer.browser.get(path).text, path, what="Ask about their dog", due_on=TODAY)
    officer.browser.post(path, data=sent)
    other = officer.browser.post(path, data=sent | {"what": "Ask about their cat"})
    assert other.status_code == 422 and SAID in other.text and "Ask about their cat" in other.text
    officer.browser.post(path, data=answers(other.text, path))
    page = officer.browser.get(f"/households/{home}").text
    assert page.count("Ask about their dog<") == page.count("Ask about their cat<") == 1
