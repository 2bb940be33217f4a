"""Asked about before it is done: a key revoked, an address written where everybody reads it (T41)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crm.actor import Role
from tests.doors import CheckingClient
from tests.filling import forms
from tests.pages.conftest import TODAY, Desk

pytestmark = pytest.mark.slow  # together they take seconds

OpenDesk = Callable[..., Desk]


def test_t41_an_address_in_what_is_to_be_done_is_asked_about(desk: OpenDesk) -> None:
    officer = desk(Role.OFFICER)
    home = officer.home()
    path = f"/households/{home}/tasks/new"
    typed = {"what": "Bring the form to 7 Canary Lane, DE1 2FS", "due_on": TODAY}
    answer = officer.browser.fill_in(path, typed, form=path)
    assert answer.status_code == 422 and "an address" in answer.text and "7 Canary Lane" in answer.text
    (form,) = [each for each in forms(answer.text) if each.action == path]
    kept = officer.browser.post(path, data=form.filled({"anyway": "yes"}), follow_redirects=True)
    assert "7 Canary Lane" in kept.text and "on the list" in kept.text
    assert officer.audited("task.add") == [(None, ["address in text", "step"])]


def test_a_key_is_revoked_only_after_it_was_asked_about(sign_in: Callable[..., CheckingClient]) -> None:
    manager = sign_in(Role.MANAGER)
    manager.fill_in("/api-keys", {"name": "Our website", "scope": "enquiries"}, form="/api-keys")
    before, _, after = manager.get("/api-keys").text.partition('action="/api-keys/1/revoke"')
    assert before.rfind("<details") > before.rfind("</details>") and "Revoke this key for good" in after
    assert "the key never works again" in before


def test_t41_an_address_in_the_best_time_to_call_is_asked_about(desk: OpenDesk) -> None:
    officer = desk(Role.OFFICER).browser
    typed = {"name": "Wren Example-Teal", "best_time": "At 7 Canary Lane, DE1 2FS, from six"}
    (form,) = [each for each in forms(officer.get("/enquiries/new").text) if each.action == "/enquiries/new"]
    answer = officer.post("/enquiries/new", data=form.filled(typed))
    assert answer.status_code == 422 and "The best time seems to hold" in answer.text
