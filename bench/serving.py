"""The server as `make run` starts it: how soon its first page answers, how much memory its pages leave it with."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import psutil

from bench.outcome import Outcome
from crm.config import ROOT
from crm.demo import staff

START = 5.0  # s
MEMORY = 200.0  # MiB
PAGES = 200  # visited at most, each once
LINK = re.compile(r'href="(/[^"#]*)"')
LEAVE_OUT = ("/static/", "/sign-out")


def measure(folder: Path) -> Iterator[Outcome]:
    """A second start on the demonstration, and the memory after a manager and an officer have been everywhere."""
    environ = {
        **os.environ,
        "CRM_DATABASE_URL": f"sqlite:///{folder / 'demonstration.db'}",
        "CRM_SECRET_KEY": "a-key-for-measuring-" * 2,
    }
    with _server(environ):  # the first start loads the demonstration
        pass
    start = time.perf_counter()
    with _server(environ) as (process, address):
        seconds = time.perf_counter() - start
        known = staff.accounts()
        visited = sum(_visit(address, email, known.password) for email in _emails())
        taken = [each.memory_full_info() for each in (process, *process.children(recursive=True))]
    yield Outcome("Second start of the demonstration, to the first page", seconds, START, "s")
    resident = max(each.rss for each in taken) / 2**20
    together = sum(each.pss for each in taken) / 2**20
    how = f"the larger process after {visited} pages; {len(taken)} together, shared pages once: {together:.0f} MiB"
    yield Outcome("Memory of the server after the demonstration's pages", resident, MEMORY, "MiB", how)


def _emails() -> list[str]:
    """A manager and an officer: between them they see every kind of page."""
    return [email for email in staff.accounts().emails if email.startswith(("manager@derby", "officer@derby"))]


@contextmanager
def _server(environ: dict[str, str]) -> Iterator[tuple[psutil.Process, str]]:
    """`crm serve --demonstration`, from its start to its first page, for as long as the block lasts."""
    address = f"http://127.0.0.1:{_free_port()}"
    command = [sys.executable, "-c", "from crm.cli import main; main()", "serve", "--demonstration"]
    command += ["--port", address.rpartition(":")[2]]
    server = subprocess.Popen(  # noqa: S603 - our own program, by the Python that runs this
        command, env=environ, cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None  # noqa: S101 - as asked for above
        if not any(line.startswith("Hearth is at") for line in iter(server.stdout.readline, "")):
            raise RuntimeError("the server ended before it listened")
        build_opener().open(f"{address}/sign-in").read()
        yield psutil.Process(server.pid), address
    finally:
        server.terminate()
        server.wait()


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _visit(address: str, email: str, password: str) -> int:
    """Sign in and follow every link that leads to a page not seen yet; how many pages were seen."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    page = browser.open(f"{address}/sign-in").read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    if token is None:
        raise LookupError("the page to sign in has no CSRF token")
    answers = urlencode({"csrf_token": token[1], "email": email, "password": password}).encode()
    browser.open(f"{address}/sign-in", answers).read()
    seen: set[str] = set()
    waiting = ["/"]
    while waiting and len(seen) < PAGES:
        path = waiting.pop(0)
        if path not in seen and not path.startswith(LEAVE_OUT):
            seen.add(path)
            waiting += [link.replace("&amp;", "&") for link in LINK.findall(_open(browser, address + path))]
    return len(seen)


def _open(browser: OpenerDirector, url: str) -> str:
    """A page's text; of a file, or where the answer is a refusal, nothing."""
    try:
        with browser.open(url) as answer:
            content: bytes = answer.read()
            return content.decode() if answer.headers.get_content_type() == "text/html" else ""
    except HTTPError as refusal:
        if refusal.code >= 500:
            raise
        return ""
