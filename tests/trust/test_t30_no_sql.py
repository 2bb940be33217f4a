"""T30: whatever an address asks is looked for or refused, and never taken for SQL."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests import crawling
from tests.doors import CheckingClient
from tests.examples import searching
from tests.trust.everywhere import everything, sums

pytestmark = pytest.mark.slow  # together they take seconds

INJECTIONS = (
    "'",
    "''",
    '"',
    "' OR '1'='1",
    "' OR 1=1 --",
    "') OR ('1'='1",
    '" OR ""="',
    "1; DROP TABLE household; --",
    "'; SELECT pg_sleep(5); --",
    "' UNION SELECT email, password_hash FROM user_account --",
    "1 OR 1=1",
    "-1",
    "1e309",
    "/**/",
    "\\'",
    "%27",
    "%",
    "_",
    "\\",
    "${7*7}",
    "{{7*7}}",
    "{0.__class__}",
    "\u02bc OR 1=1",
    "name; --",
    "name DESC, (SELECT 1)",
    "CASE WHEN 1=1 THEN 1 END",
    "0x10",
    "\t",
    "a" * 10_000,
)


def test_t30_nothing_that_an_address_asks_is_taken_for_sql(manager: CheckingClient) -> None:
    asked = {question for page in everything(manager) for question in crawling.questions(page)}
    assert {("/households", "q"), ("/households", "sort")} <= asked
    before = sums()
    one_of_each = {(crawling.alike(path), name): (path, name) for path, name in sorted(asked)}
    for number, (path, name) in enumerate(one_of_each.values()):
        for said in _injections(number):
            answer = manager.get(path, query_string={name: said})
            assert answer.status_code < 500, (path, name, said)
            assert "$argon2" not in answer.text, (path, name, said)
    assert sums() == before


def _injections(number: int) -> Iterable[str]:
    """What the question of this number is asked: quotes, and a ninth of the rest, another for the next."""
    return INJECTIONS if searching() else (*INJECTIONS[:2], *INJECTIONS[2 + number % 9 :: 9])


@pytest.mark.parametrize("said", ["%", "_", "100%", "\\", "' OR '1'='1", "R_wan"])
def test_t30_a_search_matches_what_was_typed_and_no_more(manager: CheckingClient, said: str) -> None:
    assert "Example-Finch" in manager.get("/households?q=Rowan").text
    assert "Example-Finch" not in manager.get("/households", query_string={"q": said}).text
