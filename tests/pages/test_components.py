"""Components are valid, say their states in words, and draw what they are given."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from tests import page_contract, parsing

Show = Callable[..., str]
BEDS = [
    ("Opening", 96, "total"),
    ("New approvals", 14, "move"),
    ("Transfers in", 0, "move"),
    ("De-registrations", -9, "move"),
    ("Closing", 101, "total"),
]


@pytest.fixture
def show(app: Flask) -> Show:
    """`show("tabs", "tabs([...])", name=value)`: what a component makes, once it was found to be valid."""

    def render(component: str, call: str, **values: Any) -> str:
        macro = re.split(r"\W", call.removeprefix("{% call ").strip(), maxsplit=1)[0]
        body = call if call.startswith("{%") else "{{ " + call + " }}"
        source = f'{{% from "components/{component}.html" import {macro} %}}{body}'
        with app.test_request_context():
            made = app.jinja_env.from_string(source).render(**values)
        assert page_contract.markup(made, fragment=True) == []
        return made

    return render


def tree(made: str) -> Element:
    return parsing.read(made, fragment=True)[0]


def words_of(made: str) -> str:
    return " ".join(" ".join(tree(made).itertext()).split())


def widths(made: str) -> list[tuple[float, float]]:
    """Where each bar begins and how long it is, in percent of the plot."""
    bars = [each for each in tree(made).iter() if str(each.tag).endswith("rect")]
    return [tuple(float(bar.attrib[name].rstrip("%")) for name in ("x", "width")) for bar in bars]  # type: ignore[misc] # of two names come two numbers


def test_a_waterfall_hangs_each_bar_from_where_the_last_one_ended(show: Show) -> None:
    made = show("waterfall", "waterfall('beds', 'Five more', rows, 'beds', 'Beds')", rows=BEDS)
    opening, gained, nothing, lost, closing = widths(made)
    assert opening[0] == 0
    assert gained[0] == pytest.approx(opening[1], abs=0.02)
    assert nothing[0] == pytest.approx(gained[0] + gained[1], abs=0.02)
    assert nothing[1] == 0
    assert lost[0] + lost[1] == pytest.approx(gained[0] + gained[1], abs=0.02)
    assert closing[1] == pytest.approx(lost[0], abs=0.02)
    assert gained[1] / lost[1] == pytest.approx(14 / 9, rel=0.01)


def test_a_chart_states_its_finding_and_reads_out_its_numbers(show: Show) -> None:
    made = show("waterfall", "waterfall('beds', 'Five more', rows, 'beds', 'Beds')", rows=BEDS)
    assert "<figcaption" in made
    assert "Five more" in made
    assert 'role="img" aria-labelledby="beds-title beds-desc"' in made
    assert "Opening 96. New approvals +14. Transfers in 0. De-registrations −9. Closing 101." in words_of(made)


def test_a_waterfall_whose_changes_would_not_be_seen_says_where_its_bars_begin(show: Show) -> None:
    rows = [("Opening", 1204, "total"), ("Lost", -6, "move"), ("Closing", 1198, "total")]
    made = show("waterfall", "waterfall('beds', 'Six fewer', rows, 'beds', 'Beds')", rows=rows)
    assert "Bars begin at 1,180, not at 0" in made
    assert min(width for _, width in widths(made)) > 10


def test_a_waterfall_goes_below_zero_and_bears_nothing_at_all(show: Show) -> None:
    rows = [("Opening", 0, "total"), ("Lost", -2, "move"), ("Closing", -2, "total")]
    for each in (rows, [("Opening", 0, "total"), ("Closing", 0, "total")], [("Opening", None, "total")]):
        made = show("waterfall", "waterfall('beds', 'Odd', rows, 'beds', 'Beds')", rows=each)
        assert all(0 <= x <= 100 and 0 <= width <= 100 for x, width in widths(made))


def test_a_funnel_measures_each_step_and_its_comparison_on_one_axis(show: Show) -> None:
    rows = [("Enquiries", 68, 120), ("Visits", 18, None), ("Approved", None, 12)]
    made = show("funnel", "funnel('f', 'Fewer', rows, ('this year', 'last year'), 'Funnel')", rows=rows)
    assert [width for _, width in widths(made)] == pytest.approx([78 * 68 / 120, 78, 78 * 18 / 120, 7.8], abs=0.01)
    assert "Approved no figure yet, last year 12." in words_of(made)


def test_pages_of_a_list_link_the_ends_and_the_neighbours(show: Show) -> None:
    made = show("pagination", "pagination(7, 13, '/households?q=a&page=', target='#rows')")
    links = [each.attrib["href"] for each in tree(made).iter("a")]
    assert [link.rpartition("=")[2] for link in links] == ["6", "1", "6", "7", "8", "13", "8"]
    assert "⋯" in made or "&ctdot;" in made
    assert show("pagination", "pagination(1, 1, '/households?page=')").strip() == ""


def test_a_table_says_how_it_is_sorted_and_offers_the_other_way(show: Show) -> None:
    columns = [("Reference", "", "reference"), ("Name", "", "name"), ("Beds", "numeric")]
    made = show(
        "table",
        "{% call table('Households', columns, sort=('name', 'asc', '/h?sort=')) %}<tr><td>1</td></tr>{% endcall %}",
        columns=columns,
    )
    assert 'aria-sort="ascending"' in made
    assert 'href="/h?sort=name-desc"' in made
    assert 'href="/h?sort=reference"' in made


def test_a_bar_of_filters_works_as_a_form_and_keeps_what_was_chosen(show: Show) -> None:
    made = show("filters", "filter_choice('route', 'Route', choices, 'kinship')", choices=[("kinship", "Kinship")])
    assert '<option value="kinship" selected>' in made
    assert 'value="2021-12-09"' in show("filters", "filter_day('known_on', 'Known on', day)", day=date(2021, 12, 9))


def test_the_timeline_says_when_it_happened_who_recorded_it_and_how_late(show: Show) -> None:
    made = show(
        "timeline",
        "timeline_item('Visit completed', day, by='Wren Example', recorded_at=at, mark='corrected', href='/c')",
        day=date(2026, 3, 4),
        at=datetime(2026, 3, 7, 9, tzinfo=UTC),
    )
    said = words_of(made)
    assert "Visit completed corrected 4 March 2026" in said
    assert "Recorded by Wren Example on 7 March 2026, 3\xa0days later".replace("\xa0", " ") in said


def test_the_beds_of_a_household_say_their_state_and_why(show: Show) -> None:
    made = show("bed_strip", "bed_strip([('filled', ''), ('unavailable', 'carer on a break')])")
    assert words_of(made) == "Filled Not available: carer on a break"


def test_the_steps_of_a_journey_say_which_are_to_come(show: Show) -> None:
    steps = [("Enquiry", date(2026, 1, 2), "done"), ("Visit", None, "current"), ("Panel", None, "ahead")]
    made = show("journey_line", "journey_line(steps)", steps=steps)
    assert 'aria-current="step"' in made
    assert words_of(made) == "Enquiry 2 Jan 2026 Visit Panel , not yet"


def test_a_figure_shows_what_was_reported_where_it_differs(show: Show) -> None:
    made = show("figure_link", "figure_link(15, '/h', 'enquiries', was=10)")
    assert words_of(made) == "15 enquiries 10 when reported"
    assert "when reported" not in show("figure_link", "figure_link(15, '/h', 'enquiries', was=15)")
    assert "<a" not in show("figure_link", "figure_link(none, '/h', 'enquiries')")


def test_names_are_shown_as_text_and_isolated(show: Show) -> None:
    made = show(
        "household_header", "household_header('DER-1', name, stage='stage2', route='kinship')", name="<b>محمد"
    )
    assert "<bdi>&lt;b&gt;محمد</bdi>" in made
    assert "Stage 2" in made
    assert "Kinship" in made


@pytest.mark.parametrize(
    ("component", "call"),
    [
        ("tabs", "tabs([('People (2)', '/p', true), ('Beds', '/b', false)])"),
        ("empty_state", "empty_state('Nothing overdue.', 'Next: a visit.', 'See the week', '/week')"),
        ("button", "button_link('Record', '/r', secondary=true)"),
        ("definition", "definition('What is a bed?', 'One approved place.')"),
        ("summary_list", "summary_list([('Area', 'DE22'), ('Address', 'Hidden', 'Show', '/a')])"),
        ("figure_link", "figures([('Overdue', 3, '/o'), ('Net', '+5 beds', none)])"),
        ("progress", "progress('Rows', 40, 100, href='/imports/1')"),
        ("due_tag", "due_tag(day, day)"),
        ("notices", "notices([('success', 'Saved.'), ('warning', 'Look.'), ('other', 'Known.')])"),
        ("error_summary", "error_summary([('Enter a date', '#day'), ('Refused', none)])"),
        ("form", "post_button('/undo', 'Undo', {'batch': 3}, danger=true)"),
    ],
)
def test_the_other_components_are_valid(show: Show, component: str, call: str) -> None:
    assert words_of(show(component, call, day=date(2026, 3, 4)))
