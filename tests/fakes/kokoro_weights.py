"""Kokoro's files made by hand: a network of the right shape with random tensors, voices, and spaCy's English model.

Nothing is trained and nothing is fetched. The real kokoro loads them and speaks: noise, of the length that the text
asks for (`FRAMES` of 25 ms for each phoneme). Always the same bytes; about 1 MB, because each tensor is one row
that is shared by all (stride 0). Where the sound must be of full effort, `full_size` makes the network of Kokoro-82M.

`python -W ignore -m tests.fakes.kokoro_weights FOLDER [KIND …]` writes them: torch and its warnings stay out of pytest.
"""
# ruff: noqa: RUF001 (phonemes and marks as kokoro has them)

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch
from kokoro import KModel

REPOSITORY = "hexgrad/Kokoro-82M"
REVISION = "f3ff3571791e39611d31c381e3a41a3af07b4987"
VOICES = ("af_bella", "af_sarah", "am_adam", "bf_emma", "ef_dora")
FRAMES = {"small": 1.6, "full": 2.6}
"""What a phoneme lasts, in frames of 25 ms; they are rounded. With the full size as long as a real voice takes."""
_SYMBOLS = (
    ';:,.!?—…"()“” \u0303ʣʥʦʨᵝꭧAIOQSTWYᵊabcdefhijklmnopqrstuvwxyz'
    "ɑɐɒæβɔɕçɖðʤəɚɛɜɟɡɥɨɪʝɯɰŋɳɲɴøɸθœɹɾɻʁɽʂʃʈʧʊʋʌɣɤχʎʒʔˈˌːʰʲ↓→↗↘ᵻ"
)
_GENERATOR = {
    "upsample_kernel_sizes": [20, 12],
    "upsample_rates": [10, 6],
    "gen_istft_hop_size": 5,
    "gen_istft_n_fft": 20,
    "upsample_initial_channel": 512,
}
_SHARED = {
    "dim_in": 64,
    "dropout": 0.2,
    "hidden_dim": 512,
    "max_conv_dim": 512,
    "max_dur": 50,
    "multispeaker": True,
    "n_mels": 80,
    "n_token": 178,
    "style_dim": 128,
    "text_encoder_kernel_size": 5,
    "vocab": {symbol: number for number, symbol in enumerate(_SYMBOLS, start=1)},
}
FULL_SIZE: dict[str, Any] = {
    **_SHARED,
    "n_layer": 3,
    "plbert": {
        "hidden_size": 768,
        "num_attention_heads": 12,
        "intermediate_size": 2048,
        "max_position_embeddings": 512,
        "num_hidden_layers": 12,
        "dropout": 0.1,
    },
    "istftnet": {
        **_GENERATOR,
        "resblock_kernel_sizes": [3, 7, 11],
        "resblock_dilation_sizes": [[1, 3, 5]] * 3,
    },
}
"""As Kokoro-82M has it; only the numbers of the symbols are ours."""
SMALL: dict[str, Any] = {
    **_SHARED,
    "n_layer": 1,
    "plbert": {
        "hidden_size": 32,
        "num_attention_heads": 2,
        "intermediate_size": 32,
        "max_position_embeddings": 512,
        "num_hidden_layers": 1,
        "dropout": 0.1,
    },
    "istftnet": {**_GENERATOR, "resblock_kernel_sizes": [3], "resblock_dilation_sizes": [[1, 1, 1]]},
}


def model_folder(
    folder: Path, *, voices: Iterable[str] = VOICES, full_size: bool = False, loudness: float = 1.0
) -> Path:
    """Writes config.json, kokoro-v1_0.pth and voices/ into `folder`.

    Args:
        folder: Made if need be.
        voices: Their names.
        full_size: The network of Kokoro-82M, whose sound takes as long to make as that of the real one.
        loudness: 1 stays inside -1..1; 30 does not.

    Returns:
        `folder`.
    """
    (folder / "voices").mkdir(parents=True, exist_ok=True)
    config = folder / "config.json"
    config.write_text(json.dumps(FULL_SIZE if full_size else SMALL))
    weights = folder / "kokoro-v1_0.pth"
    torch.save(_tensors(FULL_SIZE if full_size else SMALL, FRAMES["full" if full_size else "small"], loudness), weights)
    for number, voice in enumerate(voices):
        style = torch.randn(1, 1, 256, generator=torch.Generator().manual_seed(number)) * 0.1
        torch.save(style.expand(510, 1, 256), folder / f"voices/{voice}.pt")
    return folder


def hub_cache(home: Path, **options: Any) -> Path:
    """Writes the same as the Hugging Face hub's client would have cached it; `home` is what HF_HOME takes."""
    cache = home / f"hub/models--{REPOSITORY.replace('/', '--')}"
    model_folder(cache / f"snapshots/{REVISION}", **options)
    (cache / "refs").mkdir(exist_ok=True)
    (cache / "refs/main").write_text(REVISION)
    return home


def repository_files(folder: Path) -> dict[str, bytes]:
    """A model folder as the emulated hub keeps it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def language_model(site: Path) -> Path:
    """Writes a package `en_core_web_sm` that tells words, numbers and marks apart; `site` belongs on PYTHONPATH."""
    package, metadata = site / "en_core_web_sm", site / "en_core_web_sm-3.8.0.dist-info"
    package.mkdir(parents=True, exist_ok=True)
    metadata.mkdir(exist_ok=True)
    (package / "__init__.py").write_text(_LANGUAGE_MODEL)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: en_core_web_sm\nVersion: 3.8.0\n")
    return site


_LANGUAGE_MODEL = """
import spacy
from spacy.language import Language


@Language.component("rules_of_thumb")
def _tag(doc):
    for token in doc:
        if token.text in {"$", "£", "€"}:
            token.tag_ = "$"
        elif token.text in {":", ";", "-", "–", "—"}:
            token.tag_ = ":"
        elif not any(character.isalnum() for character in token.text):
            token.tag_ = "," if token.text == "," else "."
        else:
            token.tag_ = "CD" if token.text[0].isdigit() else "NN"
    return doc


def load(**_options):
    nlp = spacy.blank("en")
    nlp.add_pipe("rules_of_thumb", name="tagger")
    return nlp
"""


class _Emptied(KModel):
    """The network before anything is loaded into it."""

    def __init__(self, config: dict[str, Any]) -> None:
        load, torch.load = torch.load, lambda *_arguments, **_options: {}
        try:
            super().__init__(repo_id=REPOSITORY, config=config, model="none")
        finally:
            torch.load = load


def _tensors(config: dict[str, Any], frames: float, loudness: float) -> dict[str, dict[str, torch.Tensor]]:
    """By part of the network and name, as the file of Kokoro-82M has them."""
    source = torch.Generator().manual_seed(1)
    network = _Emptied(config)
    parts: dict[str, dict[str, torch.Tensor]] = {}
    for part in ("bert", "bert_encoder", "predictor", "decoder", "text_encoder"):
        parts[part] = {
            f"module.{name}": _tensor(name, tensor, source, frames, loudness)
            for name, tensor in getattr(network, part).state_dict().items()
        }
    return parts


def _tensor(name: str, tensor: torch.Tensor, source: torch.Generator, frames: float, loudness: float) -> torch.Tensor:
    if not tensor.is_floating_point():
        return tensor
    if name.endswith("duration_proj.linear_layer.weight"):
        return torch.zeros(1, 1).expand(tensor.shape)
    if name.endswith("duration_proj.linear_layer.bias"):  # 50 sigmoids of it are the frames of a phoneme
        share = torch.tensor(frames / tensor.numel())
        return torch.log(share / (1 - share)).expand(tensor.shape)
    if name.endswith("conv_post.bias"):  # the logarithms of 11 magnitudes, then 11 phases
        magnitudes = torch.full((11,), 0.0) + torch.log(torch.tensor(loudness))
        return torch.cat([magnitudes, torch.randn(11, generator=source)])
    if tensor.ndim < 2:
        return torch.randn(1, generator=source).mul(0.1).expand(tensor.shape)
    row = torch.randn(1, *tensor.shape[1:], generator=source)
    return (row * (1.0 if name.endswith("weight_v") else 0.05)).expand(tensor.shape)


def main(folder: Path, *kinds: str) -> None:
    """Writes those of small/, loud/, full/ (model folders), hub/ (for HF_HOME) and site/ (for PYTHONPATH)."""
    make = {
        "small": lambda path: model_folder(path),
        "loud": lambda path: model_folder(path, loudness=60),
        "full": lambda path: model_folder(path, full_size=True),
        "hub": lambda path: hub_cache(path),
        "site": lambda path: language_model(path),
    }
    for kind in kinds or make:
        make[kind](folder / kind)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
