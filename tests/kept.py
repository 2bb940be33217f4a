"""What every application of the suite would compile again, compiled once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule


@contextmanager
def templates(folder: Path) -> Iterator[None]:
    """Each template once for every application of every process: 250 of them take a second and a half."""
    folder.mkdir(parents=True, exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": FileSystemBytecodeCache(str(folder))})
        yield


@contextmanager
def addresses() -> Iterator[None]:
    """What writes each address once for every application of a process, as each `crm` command makes one."""
    compile_one = Rule._compile_builder
    kept: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        asked = rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown
        if asked not in kept:
            kept[asked] = compile_one(rule, append_unknown)
        return kept[asked]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compile_once)
        yield
