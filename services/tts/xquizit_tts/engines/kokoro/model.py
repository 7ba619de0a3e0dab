"""Kokoro's network on one device, loaded once: checked, stoppable in the middle, its sound put into bounds."""

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

from xquizit_kit.errors import EngineFailed
from xquizit_tts.engines.kokoro.files import CONFIG, REPOSITORY, WEIGHTS, Files
from xquizit_tts.engines.kokoro.sound import shaped
from xquizit_tts.engines.kokoro.vendor import kokoro, torch

_BROKEN = (pickle.UnpicklingError, RuntimeError, EOFError, KeyError, ValueError, TypeError, AssertionError, OSError)
"""What torch and kokoro raise for files that are not what they should be."""
_FOUND_SHARE = 0.9
"""A file that has fewer of the network's tensors is another model; kokoro would go on with random ones."""


class Stopped(Exception):
    """Nobody wants the rest of what is being computed."""


class Model:
    """The network, and what it was seen to do."""

    def __init__(self, network: Any) -> None:
        """Takes a loaded KModel and puts its hooks in."""
        self.network = network
        self.stop: Callable[[], bool] = lambda: False
        """Asked before each of the network's parts; once it says yes, `Stopped` is raised."""
        self.too_loud = 0
        """Samples that were outside -1..1, since the start."""
        for part in network.modules():
            part.register_forward_pre_hook(self._check)
        network.register_forward_hook(self._shape)

    @property
    def is_on_cpu(self) -> bool:
        """Whether it has no GPU."""
        return self.network.device.type == "cpu"

    def _check(self, _part: Any, _arguments: Any) -> None:
        if self.stop():
            raise Stopped

    def _shape(self, _network: Any, _arguments: Any, output: Any) -> Any:
        """Puts the sound into bounds where it is still float: as integers, what is too loud changes its sign."""
        durations = output.pred_dur.reshape(-1).clone()
        sound = shaped(output.audio.detach().cpu().numpy(), int(durations[0]))
        durations[0] -= sound.cut_frames
        self.too_loud += sound.too_loud
        return type(output)(audio=torch.from_numpy(sound.samples), pred_dur=durations)


def load_model(files: Files, device: str) -> Model:
    """Loads the network onto `device` (`cpu` or `cuda:N`).

    Raises:
        EngineFailed: There is no such device (reason `no_gpu`), a file cannot be had, or it is no Kokoro model (reason
            `bad_model`).
    """
    _check_device(device)
    config, weights = files.path(CONFIG), files.path(WEIGHTS)
    try:
        network = kokoro.KModel(repo_id=REPOSITORY, config=str(config), model=str(weights))
        if _found_share(network, weights) < _FOUND_SHARE:
            raise ValueError("its tensors have other names")
    except _BROKEN as error:
        told = f"{type(error).__name__}: {error}".partition("\n")[0][:200]
        message = f"Kokoro's model in {files.where} is broken ({told}): `make models` mends it."
        raise EngineFailed(message, reason="bad_model") from error
    try:
        return Model(_folded(network).to(device).eval())
    except (RuntimeError, torch.AcceleratorError) as error:
        told = str(error).partition("\n")[0]
        raise EngineFailed(f"Kokoro cannot be put on {device} ({told}).", reason="bad_device") from error


def load_voice(path: Path, name: str) -> Any:
    """The tensor of one voice: a style for each length of the phonemes, `(510, 1, 256)`.

    Raises:
        EngineFailed: The file holds something else (reason `bad_voice`).
    """
    try:
        pack: Any = torch.load(path, map_location="cpu", weights_only=True)
        if not (isinstance(pack, torch.Tensor) and pack.ndim == 3 and pack.shape[1:] == (1, 256)):
            raise ValueError("it is no voice")
    except _BROKEN as error:
        message = f"The file of Kokoro's voice {name} is broken ({type(error).__name__}): `make models` mends it."
        raise EngineFailed(message, reason="bad_voice") from error
    return pack


def _folded(network: Any) -> Any:
    """The same network with each weight computed once: kept as length and direction, it is computed in every pass."""
    for part in network.modules():
        if hasattr(part, "weight_g"):
            torch.nn.utils.remove_weight_norm(part)
    return network


def _check_device(device: str) -> None:
    kind, _, index = device.partition(":")
    gpus = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if kind == "cuda":
        if int(index or 0) >= gpus:
            message = (
                f"Kokoro is to run on {device}, but this machine shows {gpus} GPUs to torch: TTS_DEVICE=cpu or auto?"
            )
            raise EngineFailed(message, reason="no_gpu")
        torch.cuda.set_device(int(index or 0))


def _found_share(network: Any, weights: Path) -> float:
    """How many of the network's tensors the file has, by name, 0..1."""
    stored: Any = torch.load(weights, map_location="cpu", weights_only=True, mmap=_is_zip(weights))
    names = {f"{part}.{name.removeprefix('module.')}" for part, tensors in stored.items() for name in tensors}
    wanted = [name for name, _ in network.named_parameters()]
    return sum(name in names for name in wanted) / len(wanted)


def _is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"PK"
