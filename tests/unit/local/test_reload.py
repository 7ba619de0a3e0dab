"""Which services start again when a file changes."""

from pathlib import Path

from watchfiles import Change

from xquizit_local.reload import SERVICES, SourceFilter, affected

ROOT = Path("/checkout")


def test_a_service_is_affected_by_its_own_source() -> None:
    assert affected({ROOT / "services/tts/xquizit_tts/server.py"}, ROOT) == ["tts"]


def test_all_are_affected_by_what_they_share() -> None:
    assert affected({ROOT / "kit/xquizit_kit/audio.py"}, ROOT) == list(SERVICES)


def test_stubs_and_caches_do_not_count() -> None:
    counts = SourceFilter()
    assert counts(Change.modified, "/checkout/protos/xquizit/tts/v1/tts.proto")
    assert not counts(Change.modified, "/checkout/protos/xquizit/tts/v1/tts_pb2.py")
    assert not counts(Change.modified, "/checkout/kit/xquizit_kit/__pycache__/audio.cpython-311.pyc")
