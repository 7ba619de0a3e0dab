"""Whether a worker should be up, by what was seen last."""

from xquizit_transcription.engines.runpod.warmth import Warmth


def test_a_worker_stays_for_its_idle_timeout() -> None:
    warmth = Warmth(idle_timeout_s=60)
    assert not warmth.is_warm(0)
    warmth.completed(10)
    assert warmth.is_warm(69.9)
    assert not warmth.is_warm(70)


def test_what_runpod_says_counts_more_than_what_was_thought() -> None:
    warmth = Warmth(idle_timeout_s=60)
    warmth.workers(0, is_any_up=True)
    assert warmth.is_warm(1)
    warmth.workers(1, is_any_up=False)
    assert not warmth.is_warm(1)
    warmth.completed(2)
    assert warmth.is_warm(2)


def test_where_workers_cannot_be_asked_for_one_that_worked_stays() -> None:
    warmth = Warmth(idle_timeout_s=60)
    warmth.unknown()
    assert not warmth.is_warm(0)
    warmth.completed(1)
    assert warmth.is_warm(1e9)
