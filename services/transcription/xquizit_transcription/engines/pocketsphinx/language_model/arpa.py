"""Writes a trigram in the ARPA format."""

from pathlib import Path

import numpy as np

from xquizit_transcription.engines.pocketsphinx.language_model.trigram import SENTENCE_START, SPAN, Floats, Trigram

_LEAST = 1e-12


def write_arpa(model: Trigram, path: Path) -> None:
    """Writes `model` to `path`; words without probability are left out, except the start of a sentence."""
    words = model.words
    p1, b1 = _log10(model.p1), _log10(model.b1)
    start = words.index(SENTENCE_START)
    used = np.union1d(np.flatnonzero(model.p1 > _LEAST), start).tolist()
    p1[start] = -99.0
    with path.open("w", encoding="ascii") as file:
        file.write(f"\\data\\\nngram 1={len(used)}\nngram 2={len(model.k2)}\nngram 3={len(model.k3)}\n")
        file.write("\n\\1-grams:\n")
        file.writelines(f"{p1[i]:.4f} {words[i]} {b1[i]:.4f}\n" for i in used)
        file.write("\n\\2-grams:\n")
        file.writelines(
            f"{p:.4f} {words[i]} {words[j]} {b:.4f}\n"
            for p, i, j, b in zip(
                _log10(model.p2).tolist(),
                (model.k2 // SPAN).tolist(),
                (model.k2 % SPAN).tolist(),
                _log10(model.b2).tolist(),
                strict=True,
            )
        )
        file.write("\n\\3-grams:\n")
        file.writelines(
            f"{p:.4f} {words[i]} {words[j]} {words[k]}\n"
            for p, i, j, k in zip(
                _log10(model.p3).tolist(),
                (model.k3 // SPAN // SPAN).tolist(),
                (model.k3 // SPAN % SPAN).tolist(),
                (model.k3 % SPAN).tolist(),
                strict=True,
            )
        )
        file.write("\n\\end\\\n")


def _log10(values: Floats) -> Floats:
    return np.log10(np.maximum(values, _LEAST))
