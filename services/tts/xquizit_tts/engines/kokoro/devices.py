"""Where the engine's workers live: `TTS_DEVICE` and `TTS_WORKERS_PER_DEVICE` into a post for each; pure."""

import re

_CUDA = re.compile(r"cuda(?::(\d{1,3}))?")
WORKERS_PER_DEVICE_MAX = 16


def parse_devices(text: str) -> tuple[str, ...]:
    """The devices that `TTS_DEVICE` names; empty for `auto`, which has to ask the machine.

    `cuda` is the first GPU, `cuda:0,cuda:1` are two.

    Raises:
        ValueError: It names no device, or one twice; the message says what may stand there.
    """
    names = [name.strip() for name in text.lower().split(",")]
    if names in (["auto"], [""]):
        return ()
    devices: list[str] = []
    for name in names:
        match = _CUDA.fullmatch(name)
        if name != "cpu" and not match:
            raise ValueError(f"{name or 'an empty name'} is no device: use auto, cpu, cuda, or cuda:0,cuda:1")
        device = f"cuda:{int(match[1] or 0)}" if match else "cpu"
        if device in devices:
            raise ValueError(f"{device} is named twice: TTS_WORKERS_PER_DEVICE is how to have more workers on it")
        devices.append(device)
    return tuple(devices)


def automatic(gpus: int) -> tuple[str, ...]:
    """What `auto` takes on a machine that shows so many GPUs: the first one, else the CPU."""
    return ("cuda:0",) if gpus else ("cpu",)


def posts(devices: tuple[str, ...], workers_per_device: int) -> tuple[str, ...]:
    """One device name for each worker, first one worker on each device, so that a crew starts evenly.

    Raises:
        ValueError: `workers_per_device` is not 1..`WORKERS_PER_DEVICE_MAX`.
    """
    if not 1 <= workers_per_device <= WORKERS_PER_DEVICE_MAX:
        raise ValueError(f"{workers_per_device} workers on a device are not possible: 1 to {WORKERS_PER_DEVICE_MAX}")
    return devices * workers_per_device


def threads(post: str, all_posts: tuple[str, ...], cores: int) -> int:
    """How many CPU threads the worker at `post` computes with: the workers on the CPU share its cores."""
    return max(1, cores // max(1, all_posts.count("cpu"))) if post == "cpu" else 1
