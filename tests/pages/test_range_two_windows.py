"""Two carers who change one request: what one left alone is as the other has it, and said in words (T49)."""

from __future__ import annotations

from datetime import date

from crm.commands import journeys
from crm.journey.events import TermsChanged
from tests.doors import CheckingClient
from tests.filling import Form, forms
from tests.pages.carers_asking import ANSWERS, PORTAL, Case, said, second_carer
from tests.pages.test_range_requests import case

__all__ = ["case"]  # a fixture


def _two_windows(case: Case, client: CheckingClient) -> tuple[CheckingClient, Form]:
    """Of a household for siblings and respite: Robin has the kinds of care open, and Rowan takes siblings out."""
    offers = TermsChanged(happened_on=date(2021, 9, 3), offers=("siblings", "respite"))
    journeys.record(case.home, 1, offers, by=case.at.officer)
    kinds: dict[str, object] = {"siblings_extra": 0, "parent_and_child": 0}
    path = case.ask((ANSWERS[0], ANSWERS[1], ("kinds", kinds), ANSWERS[3]))
    robin = second_carer(case, client)
    case.press(path, "change", robin)
    opened = next(each for each in forms(robin.get(f"{PORTAL}/kinds").text) if each.action == f"{PORTAL}/kinds")
    case.press(path, "change")
    case.carer.fill_in(f"{PORTAL}/kinds", {"offers": ["respite"]}, form=f"{PORTAL}/kinds")
    return robin, opened


def test_what_one_carer_left_alone_is_as_the_other_has_it_by_now_in_whatever_order(
    case: Case, client: CheckingClient
) -> None:
    robin, opened = _two_windows(case, client)
    sent = opened.filled({"parent_and_child": 1, "offers": ["respite", "siblings"]})
    assert robin.post(f"{PORTAL}/kinds", data=sent).status_code == 303
    case.carer.fill_in(f"{PORTAL}/check", {}, form=f"{PORTAL}/check")
    after = said(robin.get(f"{PORTAL}/check").text)
    assert "Kinds of care respite The same" in after, "Robin had left it alone"


def test_t49_a_question_that_the_other_carer_has_changed_since_says_so_in_words(
    case: Case, client: CheckingClient
) -> None:
    robin, opened = _two_windows(case, client)
    case.carer.fill_in(f"{PORTAL}/check", {}, form=f"{PORTAL}/check")
    page = robin.post(f"{PORTAL}/kinds", data=opened.filled({"parent_and_child": 1}))
    words = said(page.text)
    assert page.status_code == 422 and "in another window" not in words
    assert "The other carer has changed this request since you opened this page" in words
    assert "The request now says: " in words and "(&#39;" not in page.text and "respite&#39;" not in page.text
