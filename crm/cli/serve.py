"""`crm serve`: the pages, by gunicorn."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from crm import config, create_app, jobs, logs, memory, starting
from crm.cli import demo, stopping
from crm.errors import Unusable
from crm.extensions import db


def register(subcommands: Any) -> None:
    serve = subcommands.add_parser("serve", help="serve the pages; Ctrl+C stops it")
    serve.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on; 127.0.0.1 is this machine only"
    )
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--workers", type=int, help="processes, on PostgreSQL: one for each core unless told")
    serve.add_argument(
        "--demonstration", action="store_true", help="first make the database and load the demonstration, if new"
    )
    serve.set_defaults(run=_serve)


def _serve(args: argparse.Namespace) -> int:
    settings = config.read()
    on_sqlite = settings.database_url.startswith("sqlite:")
    if on_sqlite and args.workers not in (None, 1):
        raise Unusable("SQLite is served by one process; for more --workers, use PostgreSQL (CRM_DATABASE_URL)")
    _check_free(args.host, args.port)
    app = create_app(config.served_at(settings, args.host, args.port))
    logs.begin(every_request=settings.production)
    if args.demonstration:
        demo.unless_loaded(app)
    starting.require_sound(app)
    # One writer at a time is SQLite's nature: threads wait for it more cheaply than processes. On PostgreSQL
    # processes answer more pages a second than threads.
    how = (
        {"workers": 1, "worker_class": "gthread", "threads": 8}
        if on_sqlite
        else {"workers": args.workers or max(2, os.cpu_count() or 1), "worker_class": "sync"}
    )
    memory.settle()
    stopping.hear_at_once()
    _Server(app, {"bind": f"{args.host}:{args.port}", **how}).run()
    return 0


def _check_free(host: str, port: int) -> None:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as problem:
            raise Unusable(f"cannot listen on {host}:{port}: {problem.strerror}. Try another --port") from None


class _Server(BaseApplication):  # type: ignore[misc] # gunicorn publishes no types
    """gunicorn around one application, made before its processes part, so that they share its memory."""

    def __init__(self, app: Flask, options: dict[str, object]) -> None:
        self._app = app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        own = {
            "preload_app": True,
            "control_socket_disable": True,
            "loglevel": "warning",
            "when_ready": _ready,
            "post_fork": self._start_afresh,
            "worker_tmp_dir": "/dev/shm" if os.access("/dev/shm", os.W_OK) else None,  # noqa: S108 - for heartbeats
        }
        for name, value in {**own, **self._options}.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app

    def _start_afresh(self, _server: Any, _worker: Any) -> None:
        """A connection that was opened before the fork belongs to the parent."""
        with self._app.app_context():
            db.engine.dispose(close=False)
        jobs.start(self._app)


def _ready(server: Any) -> None:
    logs.take_over("gunicorn.error")
    host, port = server.LISTENERS[0].sock.getsockname()[:2]
    sys.stdout.write(f"Hearth is at http://{host}:{port} (Ctrl+C stops it)\n")
    sys.stdout.flush()
