"""Key names: one slot per session, the documented table complete, and erasure that misses none."""

import inspect
import re

from redis.crc import key_slot

from xquizit_kit import redis_keys


def test_all_keys_of_a_session_lie_in_one_slot() -> None:
    slots = {key_slot(key.encode()) for key in redis_keys.session_keys("5f3a", 16)}
    assert len(slots) == 1


def test_erasing_covers_every_kind_of_session_key() -> None:
    per_session = [
        function
        for name, function in inspect.getmembers(redis_keys, inspect.isfunction)
        if name != "session_keys" and "session_id" in inspect.signature(function).parameters
    ]
    erased = set(redis_keys.session_keys("s", 3))
    for function in per_session:
        turns = range(4) if "turn" in inspect.signature(function).parameters else [None]
        for turn in turns:
            assert (function("s") if turn is None else function("s", turn)) in erased


def test_the_table_at_the_top_names_every_key() -> None:
    documented = set(re.findall(r"`(xq:[^`]+)`", redis_keys.__doc__ or ""))
    shapes = {re.sub(r":\d+", ":<n>", key).replace("{s}", "{id}") for key in redis_keys.session_keys("s", 0)}
    assert documented == shapes | {"xq:tts:<hash>"}
