"""Agencies are found by their slug, belong to hubs, and begin their references with a prefix of their own."""

from __future__ import annotations

import pytest
from flask import Flask

from crm.errors import Refused, Unusable
from crm.register import agencies


def test_agencies_of_like_names_get_prefixes_of_their_own(app: Flask) -> None:
    slugs = ("derby", "derbyshire", "derby-dales", "derbyland", "derbyhill", "nottingham")
    prefixes = [agencies.add(slug, slug).prefix for slug in slugs]
    assert prefixes == ["DER", "DERB", "DERBY", "DERBYL", "DERBYH", "NOT"]


def test_a_slug_of_few_letters_still_gets_a_prefix(app: Flask) -> None:
    prefixes = [agencies.add(slug, slug).prefix for slug in ("x", "x-1", "42", "43")]
    assert len(set(prefixes)) == 4
    assert all(1 <= len(prefix) <= 6 for prefix in prefixes)


def test_a_hub_is_made_with_its_first_agency_and_joined_by_the_next(app: Flask) -> None:
    for slug in ("nottingham", "derby"):
        agencies.add(slug, slug.title(), hub_slug="d2n2")
    agencies.add("durham", "Durham")
    hub = agencies.hub_called("d2n2")
    assert [agency.slug for agency in agencies.members(hub.id)] == ["derby", "nottingham"]
    assert hub.name == "D2N2"


def test_a_slug_that_is_taken_is_refused(app: Flask) -> None:
    agencies.add("derby", "Derby")
    with pytest.raises(Refused, match="already an agency 'derby'"):
        agencies.add("derby", "Another")


@pytest.mark.parametrize("slug", ["", "Derby", "der by", "-derby", "d\u00e9rby", "d" * 41, "../derby", "derby\n"])
def test_what_is_no_slug_is_refused(slug: str, app: Flask) -> None:
    with pytest.raises(Unusable):
        agencies.add(slug, "Derby")


@pytest.mark.parametrize("name", ["", "  ", "D" * 101, "Der\x00by"])
def test_what_is_no_name_is_refused(name: str, app: Flask) -> None:
    with pytest.raises(Refused):
        agencies.add("derby", name)


def test_an_unknown_agency_or_hub_is_answered_with_those_that_there_are(app: Flask) -> None:
    agencies.add("derby", "Derby", hub_slug="d2n2")
    with pytest.raises(Unusable, match="no agency 'durham'; there are: derby"):
        agencies.called("durham")
    with pytest.raises(Unusable, match="no hub 'derby'; there are: d2n2"):
        agencies.hub_called("derby")
