"""Templates use what they import, import what there is, and there is one for each kind of event."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from crm import create_app
from crm.journey.events import KINDS
from tests.databases import settings

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "templates"
TEMPLATES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.*"))


@pytest.fixture(scope="module")
def environment() -> Environment:
    """The Jinja environment of the application, which knows our filters and the packages' templates."""
    return create_app(settings("sqlite://")).jinja_env


def _parsed(environment: Environment, name: str) -> nodes.Template:
    assert environment.loader is not None
    source, _, _ = environment.loader.get_source(environment, name)
    return environment.parse(source)


def _imports(tree: nodes.Template) -> Iterator[tuple[str, str, str]]:
    """Each import: the template it is from, the macro's name there, and its name here."""
    for found in tree.find_all(nodes.FromImport):
        assert isinstance(found.template, nodes.Const), "a template is imported by its name"
        for name in found.names:
            there, here = (name, name) if isinstance(name, str) else name
            yield str(found.template.value), there, here


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_uses_every_macro_that_it_imports(environment: Environment, name: str) -> None:
    tree = _parsed(environment, name)
    used = {found.name for found in tree.find_all(nodes.Name) if found.ctx == "load"}
    imported = {here for _, _, here in _imports(tree)}
    whole = {found.target for found in tree.find_all(nodes.Import)}
    assert (imported | whole) - used == set()


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_imports_macros_that_there_are(environment: Environment, name: str) -> None:
    for template, macro, _ in _imports(_parsed(environment, name)):
        there = {found.name for found in _parsed(environment, template).find_all(nodes.Macro)}
        assert macro in there, f"{name} imports {macro}, which {template} does not have"


def test_every_kind_of_event_has_a_template() -> None:
    there = {path.stem for path in (FOLDER / "events").glob("*.html")}
    assert set(KINDS) == there
