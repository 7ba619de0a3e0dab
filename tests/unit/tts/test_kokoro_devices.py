"""Which devices and how many workers the settings mean."""

import pytest

from xquizit_tts.engines.kokoro import KokoroOptions
from xquizit_tts.engines.kokoro.devices import automatic, parse_devices, posts, threads


@pytest.mark.parametrize(
    ("text", "devices"),
    [
        ("auto", ()),
        ("", ()),
        ("cpu", ("cpu",)),
        ("cuda", ("cuda:0",)),
        ("CUDA:1", ("cuda:1",)),
        ("cuda:0, cuda:1", ("cuda:0", "cuda:1")),
        ("cuda:0,cpu", ("cuda:0", "cpu")),
    ],
)
def test_devices(text: str, devices: tuple[str, ...]) -> None:
    assert parse_devices(text) == devices


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("gpu", "gpu is no device"),
        ("auto,cpu", "auto is no device"),
        ("cuda:", "cuda: is no device"),
        ("cuda:-1", "is no device"),
        ("cuda:0,", "an empty name is no device"),
        ("cuda,cuda:0", "cuda:0 is named twice"),
    ],
)
def test_what_is_no_device_says_what_is(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        parse_devices(text)


def test_auto_takes_the_first_gpu_or_the_cpu() -> None:
    assert (automatic(0), automatic(1), automatic(8)) == (("cpu",), ("cuda:0",), ("cuda:0",))


def test_every_device_gets_its_workers() -> None:
    assert posts(("cuda:0", "cuda:1"), 2) == ("cuda:0", "cuda:1", "cuda:0", "cuda:1")
    for wrong in (0, 17):
        with pytest.raises(ValueError, match="1 to 16"):
            posts(("cpu",), wrong)


def test_workers_on_the_cpu_share_its_cores() -> None:
    assert threads("cpu", ("cpu",), 4) == 4
    assert threads("cpu", ("cpu", "cpu", "cuda:0"), 4) == 2
    assert threads("cpu", ("cpu",) * 8, 4) == 1
    assert threads("cuda:0", ("cuda:0", "cpu"), 4) == 1


def test_options_that_cannot_be_used_name_the_variable() -> None:
    with pytest.raises(ValueError, match="TTS_DEVICE: gpu is no device"):
        KokoroOptions(device="gpu")
    with pytest.raises(ValueError, match="KOKORO_VOICE: there is no voice af_nobody"):
        KokoroOptions(voice="af_nobody")
    assert KokoroOptions(device="cuda:0,cuda:1", workers_per_device=2).posts() == ("cuda:0", "cuda:1") * 2
    assert KokoroOptions().posts() == ("auto",)
    assert KokoroOptions(voice="0.30*af_bella+0.7*af_sarah").own_voice() == "0.3*af_bella + 0.7*af_sarah"
    assert str(KokoroOptions(cache_dir="/somewhere").usual_dir) == "/somewhere/kokoro"
