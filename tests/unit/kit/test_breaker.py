"""When a failing provider is left alone and when it is tried again."""

from xquizit_kit.breaker import FAILURES_TO_OPEN, MAX_OPEN_S, OPEN_S, Breaker


def broken(now_s: float = 0.0) -> Breaker:
    breaker = Breaker()
    opened = [breaker.failed(now_s) for _ in range(FAILURES_TO_OPEN)]
    assert opened == [False] * (FAILURES_TO_OPEN - 1) + [True]
    return breaker


def test_it_opens_after_failures_in_a_row() -> None:
    breaker = Breaker()
    for _ in range(3):
        for _ in range(FAILURES_TO_OPEN - 1):
            breaker.failed(0.0)
        assert breaker.admits(0.0)
        breaker.succeeded()
    assert not broken().admits(OPEN_S - 0.1)


def test_one_probe_decides() -> None:
    breaker = broken()
    assert [breaker.admits(OPEN_S), breaker.admits(OPEN_S)] == [True, False]
    assert breaker.failed(OPEN_S)
    assert not breaker.admits(OPEN_S + 1)
    assert breaker.admits(2 * OPEN_S)
    breaker.succeeded()
    assert [breaker.admits(2 * OPEN_S), breaker.admits(2 * OPEN_S)] == [True, True]


def test_a_probe_that_was_given_up_makes_room_for_another() -> None:
    breaker = broken()
    assert breaker.admits(OPEN_S)
    breaker.abandoned()
    assert breaker.admits(OPEN_S)


def test_quota_opens_at_once_for_as_long_as_asked() -> None:
    breaker = Breaker()
    assert breaker.failed(0.0, retry_after_s=7.0)
    assert [breaker.admits(6.9), breaker.admits(7.0)] == [False, True]
    breaker.failed(7.0, retry_after_s=1e9)
    assert breaker.admits(7.0 + MAX_OPEN_S)
