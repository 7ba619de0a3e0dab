"""A contract that has changed since its stubs were made is found."""

import shutil
from pathlib import Path

from xquizit_local.stubs import stale

ROOT = Path(__file__).parents[3]


def test_a_changed_contract_makes_its_own_stubs_stale(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "protos", tmp_path / "protos")
    stale_before = stale(tmp_path)
    contract = tmp_path / "protos/xquizit/tts/v1/tts.proto"
    contract.write_text(contract.read_text() + "\nmessage Novelty {}\n")
    new = set(stale(tmp_path)) - set(stale_before)
    assert "protos/xquizit/tts/v1/tts_pb2.py" in new
    assert all("/tts/" in name for name in new)
