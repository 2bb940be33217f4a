"""What `make run` starts: the demonstration, every link of which leads somewhere, in little memory."""

from __future__ import annotations

import re
import urllib.request
from collections import deque
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin

import psutil
import pytest

from tests import page_contract
from tests.cli.serving import served
from tests.filling import forms

MOST_PAGES = 120
MIB = 1024 * 1024


class Visitor:
    """A browser of the smallest kind: it keeps cookies, follows redirects, and judges each page."""

    def __init__(self, address: str) -> None:
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self._address = address

    def open(self, path: str, data: dict[str, str] | None = None) -> tuple[str, str]:
        """Where one ends up, and the text that is there ('' for what is no page)."""
        sent = urlencode(data).encode() if data else None
        try:
            with self._opener.open(urljoin(self._address, path), sent) as answer:
                is_page = answer.headers.get_content_type() == "text/html"
                text = answer.read().decode() if is_page else ""
                where = str(answer.url).removeprefix(self._address)
        except HTTPError as problem:
            raise AssertionError(f"{path}: {problem.code}\n{problem.read().decode()[:2000]}") from problem
        if is_page:
            assert page_contract.markup(text) == [], path
        return where, text

    def sign_in(self, email: str, password: str) -> None:
        _, page = self.open("/sign-in")
        (form,) = [form for form in forms(page) if form.method == "post"]
        held = {name: values[0] for name, values in form.values.items()}
        where, _ = self.open(form.action, {**held, "email": email, "password": password})
        assert where != "/sign-in"


@pytest.mark.slow  # it loads the demonstration
def test_every_link_of_the_demonstration_leads_somewhere_in_less_than_200_mib(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demonstration.db'}"
    with served(url, "--demonstration") as server:
        said = "".join(server.until("Hearth is at"))
        assert "manager@derby.example" in said
        visitor = Visitor(server.address)
        visitor.sign_in("manager@derby.example", "fostering-demo")
        seen = _walk(visitor)
        assert any(path.startswith("/households/") for path in seen)
        assert any(path.startswith("/reports/quarterly?") for path in seen)
        processes = [psutil.Process(server.pid), *psutil.Process(server.pid).children()]
        assert len(processes) == 2
        assert max(process.memory_info().rss for process in processes) < 200 * MIB


def _walk(visitor: Visitor) -> set[str]:
    """Follow links from the first page, breadth first; of each kind of page only some."""
    waiting, seen = deque(["/"]), {"/"}
    visited: dict[str, int] = {}
    while waiting and sum(visited.values()) < MOST_PAGES:
        path = waiting.popleft()
        kind = re.sub(r"[0-9]+|[A-Z]{3,}-[0-9]+", "*", path.split("?")[0])
        if visited.get(kind, 0) >= MOST_PAGES / 10:
            continue
        visited[kind] = visited.get(kind, 0) + 1
        where, text = visitor.open(path)
        for link in re.findall(r'<a\b[^>]*\shref="([^"#]+)', text):
            found = urljoin(where, link.replace("&amp;", "&"))
            if found.startswith("/") and found not in seen:
                seen.add(found)
                waiting.append(found)
    return seen
