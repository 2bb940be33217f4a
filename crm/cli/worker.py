"""`crm worker`: does jobs, where Redis carries the messages."""

from __future__ import annotations

import argparse
from typing import Any

from crm import config, logs
from crm.errors import Unusable


def register(subcommands: Any) -> None:
    worker = subcommands.add_parser("worker", help="do jobs as their messages come through Redis")
    worker.add_argument("--burst", action="store_true", help="do what waits, then stop")
    worker.set_defaults(run=_work)


def _work(args: argparse.Namespace) -> int:
    settings = config.read()
    if settings.redis_url is None:
        raise Unusable("CRM_REDIS_URL is not set: then the server does the jobs itself, and needs no worker")
    from crm.jobs.worker import work  # here, so that no other command pays for loading RQ

    logs.begin(every_request=False)
    work(settings.redis_url, burst=args.burst)
    return 0
