"""The bar says where one is, also on a page that has an address of its own."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from crm.actor import Role
from tests.pages.conftest import Desk


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", "Today"),
        ("/clocks", "Today"),
        ("/households?q=Finch", "Households"),
        ("/schemes", "Schemes"),
        ("/kinship", "Schemes"),
        ("/parent-and-child", "Schemes"),
        ("/reports/quarterly", "Reports"),
        ("/staff", "Staff"),
        ("/account", None),
    ],
)
def test_the_entry_that_leads_to_a_page_is_marked(desk: Callable[..., Desk], path: str, place: str | None) -> None:
    bar = desk(Role.MANAGER).browser.get(path).text.partition("</header>")[0]
    marked = re.findall(r'aria-current="page">([^<]+)</a>', bar)
    assert marked == ([place] if place else [])
