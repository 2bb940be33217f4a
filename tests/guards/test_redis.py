"""The Redis that tests get is a real one, and empty."""

from __future__ import annotations

import pytest
import redis


@pytest.mark.parametrize("number", [1, 2])
def test_redis_is_real_and_empty(redis_url: str, number: int) -> None:
    with redis.Redis.from_url(redis_url) as connection:
        assert connection.dbsize() == 0, f"test {number} finds what another left"
        connection.set("left", number)
