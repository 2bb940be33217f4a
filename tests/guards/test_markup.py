"""Templates hold no script, no style and no query of their own."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, nodes


def templates(root: Path) -> dict[str, str]:
    found = {str(path.relative_to(root)): path.read_text() for path in sorted((root / "templates").rglob("*.html"))}
    assert len(found) > 20
    return found


def test_no_template_has_an_inline_style_or_handler_or_script(root: Path) -> None:
    bad = re.compile(
        r"\s(style|on[a-z]+|hx-on[:a-z-]*|hx-vars|hx-vals=.js)=|<style|<script(?![^>]*\ssrc=)|javascript:"
    )
    found = {name: bad.findall(text) for name, text in templates(root).items() if bad.search(text)}
    assert found == {}


def test_no_template_prints_what_it_did_not_escape(root: Path) -> None:
    found = {name for name, text in templates(root).items() if re.search(r"\|\s*safe\b|autoescape", text)}
    assert found == set()


def test_each_element_that_htmx_moves_says_itself_where_to_and_how(root: Path) -> None:
    for name, text in templates(root).items():
        for element in re.finditer(r"hx-get=", text):
            nearby = text[element.start() : element.start() + 260]
            assert "hx-target=" in nearby, name
            assert "hx-swap=" in nearby, name


def test_every_component_says_what_it_is_for_and_calls_no_global_but_its_own(root: Path) -> None:
    allowed = {"csrf_token", "due_label", "days_later", "namespace", "range", "words"}
    for path in sorted((root / "templates" / "components").glob("*.html")):
        text = path.read_text()
        assert text.startswith("{#-"), f"{path.name} does not begin by saying what it is for"
        tree = Environment(autoescape=True).parse(text)
        called = {call.node.name for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name)}
        macros = {macro.name for macro in tree.find_all(nodes.Macro)}
        names = [name for found in tree.find_all(nodes.FromImport) for name in found.names]
        brought = {name if isinstance(name, str) else name[1] for name in names}  # under a name of its own
        assert called - macros - brought - {"caller"} <= allowed, path.name
