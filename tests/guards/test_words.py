"""Every code that a page can show has words: nobody is shown a code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from crm import contact_words, words
from crm.actor import Role
from crm.commands import assessments, contacts, visit_letters, visits
from crm.journey.events import KINDS
from crm.journey.ranges import Population, Route
from crm.register import defaults, letters

# The lists of the register whose codes are looked up in words.py.
LISTS: dict[str, Mapping[str, object]] = {
    "sources": words.SOURCES,
    "offers": words.OFFERS,
    "terms_causes": words.TERMS_CAUSES,
    "destinations": words.DESTINATIONS,
}


def _stages() -> set[str]:
    """The stages of every route that ships, and those that follow from an approval or an ending."""
    routes = [value for name, _, value in defaults.shipped() if name.startswith("route.")]
    assert len(routes) == len(Route)
    return {stage["name"] for stages in routes for stage in stages} | {"approved", "notice", "left", "closed"}


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (Role, words.ROLES),
        (Route, words.ROUTES),
        (Population, words.POPULATIONS),
        (KINDS, words.EVENTS),
        (_stages(), words.STAGES),
    ],
    ids=["roles", "routes", "populations", "events", "stages"],
)
def test_every_code_has_words(codes: Iterable[str], said: Mapping[str, object]) -> None:
    known = {str(code) for code in codes}
    assert known
    assert known - set(said) == set()


@pytest.mark.parametrize("name", LISTS)
def test_every_code_of_a_national_list_has_words(name: str) -> None:
    lists = [value for called, _, value in defaults.shipped() if called == name]
    assert lists
    assert {entry["code"] for entries in lists for entry in entries} - set(LISTS[name]) == set()


@pytest.mark.parametrize("name", LISTS)
def test_a_national_list_is_worded_alike_wherever_it_is_shown(name: str) -> None:
    (entries,) = [value for called, _, value in defaults.shipped() if called == name]
    given = {entry["code"]: entry["label"].casefold() for entry in entries}
    assert {code: str(label).casefold() for code, label in LISTS[name].items()} == given


def test_a_state_has_a_colour_that_the_tag_component_has() -> None:
    colours = {"grey", "blue", "teal", "purple", "green", "orange", "yellow", "red", "magenta"}
    assert {label.colour for label in words.STAGES.values()} <= colours


def test_a_code_of_an_agencys_own_is_said_in_plain_letters() -> None:
    assert words.said(words.SOURCES, "bus_stop") == "Bus stop"
    assert words.said({}, "AW1") == "AW1"
    assert words.said(words.SOURCES, None) == "Not recorded"
    assert words.stage("skills_check") == words.Label("Skills check", "blue")


def test_every_way_of_a_contact_and_every_state_of_a_visit_has_words() -> None:
    for kind, directions in contacts.WAYS.items():
        ways = {"-".join(filter(None, (way, how))) for way, found in directions.items() for how in found}
        assert set(contact_words.CONTACT_WAYS[kind]) == ways
        assert {f"{kind}-{way}".rstrip("-") for way in ways} <= set(contact_words.CONTACTS)
    assert set(contact_words.CONTACT_KINDS) == set(contact_words.CONTACT_TEXTS) == set(contacts.WAYS)
    assert set(contact_words.PURPOSES) == set(visits.PURPOSES)
    assert set(contact_words.VISIT_PLACES) == set(visits.PLACES) == set(visit_letters.PLACES)
    assert set(contact_words.VISIT_ENDINGS) == set(visits.ENDINGS)
    states = {visits.BOOKED, visits.DONE, visits.MISSED, visits.CANCELLED, visits.MOVED}
    states.add(assessments.STRUCK_OUT)
    assert set(contact_words.VISITS) == states


def test_every_letter_that_ships_has_only_the_fields_that_there_are() -> None:
    templates = {name: value for name, _, value in defaults.shipped() if name.startswith(letters.PREFIX)}
    assert len(templates) > 7
    assert {name: letters.problem_with(value) for name, value in templates.items()} == dict.fromkeys(templates)
