"""How templates are read: as Flask does, with two things that every page pays for made quicker."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined] # `escape` asks it for a text


def shown(value: object) -> str:
    """A value as a page shows it, escaped as `escape` does, but a plain text: what is shown is only put together.

    `escape` makes a Markup of each of the five hundred values of a list's page, which takes ten times as long.
    """
    if type(value) is str:
        return _escape_inner(value)
    return value if type(value) is Markup else escape(value)


class _Code(CodeGenerator):
    """Templates in Python, in which a value stands as `shown` says it and not as `escape` does."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's name
        self.writeline(f"from {__name__} import shown")
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("shown(")


class Templates(Environment):
    """Flask's templates, whose names are copied for each file when it is read, and not looked up one map in another
    each time a page takes a component in: a twentieth of a page's time. Nothing is added once pages are shown."""

    code_generator_class = _Code

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}
