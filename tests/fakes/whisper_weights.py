"""Whisper weights made by hand: a real model for faster-whisper that says one chosen sentence whenever it hears sound.

Nothing is trained and nothing is fetched. Each token of the sentence has a dimension of its own in the decoder, and the
feed-forward layer writes the successor of the token it sees, so prompts and positions do not matter. The encoder marks
frames that are loud; the decoder's cross-attention finds the last one, which gives the closing timestamp, and finds
none in silence, which ends the text before its first word. All of it goes through the real code: features, beam search,
timestamp rules, log-probabilities, no-speech probability, alignment of words.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import WhisperSpec
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers

MAX_TOKENS = 150
"""Words and punctuation marks in one sentence, at most; so many make 3.7 MB, a usual sentence 1.8 MB."""
END_GRID_S = 0.2
"""The closing timestamp is the end of the sound, rounded up to this."""

_MELS, _FRAMES, _POSITIONS, _TIMESTAMPS = 80, 1500, 448, 1501
_FRAME_S = 30 / _FRAMES
_BITS = 48
_FREQUENCIES = 12
_LOUD_MEL = 0.4
"""A normalised log-mel value above this is sound: white noise of -50 dBFS stays below, a quiet voice comes above."""
_SPECIALS = (
    *("<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|translate|>", "<|transcribe|>"),
    *("<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>"),
)
_VARIANT = "\ue000"
"""Begins the part of a token's name that is not said: a word that comes twice needs two tokens."""

# Sizes of what is written into the decoder's residual stream.
_TOKEN, _TARGET, _HEARD, _BIT, _TARGET_BIT = 4.0, 20.0, 4.0, 0.5, 2.0
_SURE, _UNWANTED = 14.0, 30.0
_GAIN = 16.0


def speaking_weights(
    folder: Path,
    text: str,
    *,
    word_probability: float = 0.98,
    no_speech_prob: float = 0.02,
    silence_no_speech_prob: float = 0.95,
    invents_in_silence: bool = False,
    word_s: float = 0.25,
) -> Path:
    """Writes a model that says `text` once for each window of 30 s that has sound in it.

    Args:
        folder: Made if need be; afterwards what `WhisperModel(str(folder), local_files_only=True)` takes.
        text: One or more sentences, at most `MAX_TOKENS` words and marks; empty: nothing is ever said.
        word_probability: Of each word and of the end, 0.05 to 0.999; `avg_logprob` is about its logarithm.
        no_speech_prob: Told for a window with sound, 0.001 to 0.99.
        silence_no_speech_prob: Told for a window without.
        invents_in_silence: Says `text` for silence too, as Whisper does.
        word_s: Seconds from one word or mark to the next, counted from the start of the window; words that would
            be said after the end of the audio are put there.

    Returns:
        `folder`.

    Raises:
        ValueError: The text is too long.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer, sentence = _tokenizer(text)
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "preprocessor_config.json").write_text(json.dumps({"feature_size": _MELS}))
    names = [name for name, _ in sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])]
    plan = _Plan(names, sentence, word_probability, no_speech_prob, silence_no_speech_prob, invents_in_silence, word_s)
    spec = WhisperSpec(1, 2, 1, 2)
    _fill_encoder(spec.encoder, plan)
    _fill_decoder(spec.decoder, plan)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [names.index("Ġ"), names.index("<|endoftext|>")]
    spec.config.lang_ids = [names.index("<|en|>")]
    spec.config.alignment_heads = [[0, 1]]
    spec.register_vocabulary(names)
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    return folder


def silent_weights(folder: Path) -> Path:
    """Writes a model that finds no words in anything; see `speaking_weights`."""
    return speaking_weights(folder, "", no_speech_prob=0.95)


def _tokenizer(text: str) -> tuple[Tokenizer, list[int]]:
    """A byte-level tokenizer that knows the words of `text`, and `text` as its tokens, each of which comes once."""
    splitter = pre_tokenizers.ByteLevel(add_prefix_space=False)
    vocabulary = {name: index for index, name in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
    said = f" {text.strip()}" if text.strip() else ""
    sentence: list[int] = []
    for name, (start, end) in splitter.pre_tokenize_str(said):
        # Marks get a name of their own too: the recognizer suppresses the plain tokens of some.
        taken = name in vocabulary or not any(character.isalnum() for character in said[start:end])
        sentence.append(len(vocabulary))
        vocabulary[f"{name}{_VARIANT}{len(vocabulary)}" if taken else name] = len(vocabulary)
    if len(sentence) > MAX_TOKENS:
        raise ValueError(f"the text has {len(sentence)} words and marks, at most {MAX_TOKENS} are possible")
    tokenizer = Tokenizer(models.BPE(vocabulary, [], ignore_merges=True))
    tokenizer.pre_tokenizer = splitter
    tokenizer.decoder = decoders.Sequence([decoders.Replace(Regex(f"{_VARIANT}[0-9]+"), ""), decoders.ByteLevel()])
    timestamps = [f"<|{index * 0.02:.2f}|>" for index in range(_TIMESTAMPS)]
    tokenizer.add_special_tokens([AddedToken(name, special=True) for name in (*_SPECIALS, *timestamps)])
    return tokenizer, sentence


@dataclass
class _Plan:
    """Which token and which dimension means what, and how sure the model is."""

    names: list[str]
    sentence: list[int]
    word_probability: float
    no_speech_prob: float
    silence_no_speech_prob: float
    invents_in_silence: bool
    word_s: float

    def __post_init__(self) -> None:
        words = len(self.sentence)
        self.zero, self.nospeech, self.start, self.untimed, self.time, self.end, self.other, self.heard = range(
            words, words + 8
        )
        self.bits = slice(words + 8, words + 8 + _BITS)
        self.noted = slice(self.bits.stop, self.bits.stop + _BITS)
        """Where cross-attention notes the bits of the last loud frame, before they are wanted."""
        self.width = max(128, math.ceil(self.noted.stop / 16) * 16)
        self.head = self.width // 2
        self.first = 0 if words else self.end
        self.codes = _codes(round(30 / END_GRID_S))

    def token(self, name: str) -> int:
        return self.names.index(name)


def _codes(count: int) -> Any:
    """`count` rows of balanced signs, no two of them alike."""
    random = np.random.default_rng(1)
    balanced = np.repeat([1.0, -1.0], _BITS // 2)
    rows: list[Any] = []
    while len(rows) < count:
        row = random.permutation(balanced)
        if not rows or (np.stack(rows) @ row).max() <= 20:
            rows.append(row)
    return np.stack(rows)


def _waves(seconds: Any) -> Any:
    """Places within 30 s as waves: two places are as like as they are near."""
    angles = 2 * math.pi * np.outer(seconds, np.arange(1, _FREQUENCIES + 1)) / 30
    return np.concatenate([np.cos(angles), np.sin(angles)], axis=1)


# ---- Layers


def _zeros(*shape: int) -> Any:
    return np.zeros(shape, np.float32)


def _linear(layer: Any, weight: Any, bias: Any = None) -> None:
    layer.weight = weight
    layer.bias = _zeros(weight.shape[0]) if bias is None else bias


def _norm(layer: Any, scales: Any) -> None:
    layer.gamma = np.asarray(scales, np.float32)
    layer.beta = np.zeros_like(layer.gamma)


def _idle_attention(layer: Any, width: int) -> None:
    """Self-attention that adds nothing."""
    _norm(layer.layer_norm, _zeros(width))
    _linear(layer.linear[0], _zeros(3 * width, width))
    _linear(layer.linear[1], _zeros(width, width))


# Dimensions of the encoder's residual stream.
_RAW, _LOUD, _HIGH, _LOW, _STEADY, _FIRST_COUNTER = range(6)
_COUNTERS = slice(_FIRST_COUNTER, _FIRST_COUNTER + 3)
"""The opposites of HIGH, LOW and STEADY: normalisation must find the same mean and size in every frame."""
_CODE = slice(_COUNTERS.stop, _COUNTERS.stop + _BITS)
_PLACE = slice(_CODE.stop, _CODE.stop + 4 * _FREQUENCIES)
_STEADY_SIZE = 30.0


def _fill_encoder(spec: Any, plan: _Plan) -> None:
    """Loudness comes from the features; code and place of a frame are its position encoding."""
    width = plan.width
    # Each mel band becomes 0 (quiet) or 1 (loud): the difference of two ramps.
    spec.conv1.weight, spec.conv1.bias = _zeros(2 * _MELS, _MELS, 3), _zeros(2 * _MELS)
    bands = np.arange(_MELS)
    spec.conv1.weight[bands, bands, 1] = spec.conv1.weight[bands + _MELS, bands, 1] = 100.0
    spec.conv1.bias[:_MELS], spec.conv1.bias[_MELS:] = -100.0 * _LOUD_MEL, -100.0 * _LOUD_MEL - 10.0
    spec.conv2.weight, spec.conv2.bias = _zeros(width, 2 * _MELS, 3), _zeros(width)
    spec.conv2.weight[_RAW, :_MELS, 1], spec.conv2.weight[_RAW, _MELS:, 1] = 1e-3, -1e-3
    spec.conv2.bias[_RAW] = 5.0  # where the activation is straight; taken off below

    frames = np.arange(_FRAMES)
    blocks = (frames * _FRAME_S / END_GRID_S + 1e-6).astype(int)
    positions = _zeros(_FRAMES, width)
    positions[:, _HIGH], positions[:, _LOW], positions[:, _STEADY] = blocks // 12 / 12, blocks % 12 / 12, _STEADY_SIZE
    positions[:, _COUNTERS] = -positions[:, [_HIGH, _LOW, _STEADY]]
    positions[:, _RAW] = -5.0
    positions[:, _CODE] = plan.codes[blocks]
    waves = _waves(frames * _FRAME_S)
    positions[:, _PLACE] = np.concatenate([waves, -waves], axis=1)
    spec.position_encodings.encodings = positions

    scale = math.sqrt((2 * _STEADY_SIZE**2 + _BITS + 2 * _FREQUENCIES) / width)
    layer = spec.layer[0]
    _idle_attention(layer.self_attention, width)
    # One unit is awake as long as no band is loud; awake, it takes LOUD from 1 to 0.
    sensitive, awake, effect, always = _zeros(width), _zeros(1, width), _zeros(width, 1), _zeros(width)
    sensitive[_RAW], awake[0, _RAW], effect[_LOUD], always[_LOUD] = scale, -2000.0, -0.1, 1.0
    _norm(layer.ffn.layer_norm, sensitive)
    _linear(layer.ffn.linear_0, awake, np.array([10.0], np.float32))
    _linear(layer.ffn.linear_1, effect, always)
    kept = np.full(width, scale, np.float32)
    kept[[_RAW, _STEADY, *range(_COUNTERS.start, _COUNTERS.stop)]] = 0.0
    _norm(spec.layer_norm, kept)


def _fill_decoder(spec: Any, plan: _Plan) -> None:
    width = plan.width
    embeddings, bias = _tokens(plan)
    spec.embeddings.weight = embeddings
    spec.position_encodings.encodings = _zeros(_POSITIONS, width)
    layer = spec.layer[0]
    _idle_attention(layer.self_attention, width)
    _fill_listening(layer.attention, plan)
    _fill_succession(layer.ffn, plan)
    _linear(spec.projection, embeddings, bias)
    _norm(spec.layer_norm, _certainty(plan))


def _tokens(plan: _Plan) -> tuple[Any, Any]:
    """What each token is when read and when written, and the logit of a token that nothing speaks for."""
    embeddings, bias = _zeros(len(plan.names), plan.width), _zeros(len(plan.names))
    begin = plan.token("<|0.00|>")
    for dimension, token in enumerate(plan.sentence):
        embeddings[token, dimension] = _TOKEN
    for name, dimension in (
        ("<|0.00|>", plan.zero),
        ("<|nospeech|>", plan.nospeech),
        ("<|startoftranscript|>", plan.start),
        ("<|notimestamps|>", plan.untimed),
        ("<|endoftext|>", plan.end),
    ):
        embeddings[plan.token(name), dimension] = _TOKEN
    embeddings[begin + 1 :, plan.time] = _TOKEN
    step = round(END_GRID_S / 0.02)
    embeddings[begin + step :: step, plan.bits] = _BIT * plan.codes
    bias[begin:] = bias[plan.token("<|nospeech|>")] = -_UNWANTED
    bias[plan.token("<|endoftext|>")] = -_UNWANTED
    # A beam that took another token starts over: if it ended, it would end before the sentence and win.
    text = np.setdiff1d(np.arange(plan.token("<|endoftext|>")), plan.sentence)
    embeddings[text, plan.other] = _TOKEN
    return embeddings, bias


def _fill_listening(layer: Any, plan: _Plan) -> None:
    """Head 0 finds the last loud frame; head 1, the alignment head, looks where the next word is said."""
    width, head = plan.width, plan.head
    queries, asked = _zeros(width, width), _zeros(width)
    keys_values, offsets, out = _zeros(2 * width, width), _zeros(2 * width), _zeros(width, width)
    asked[:3] = np.array([1500.0, 864.0, 72.0]) * math.sqrt(head)
    keys_values[[0, 1, 2], [_LOUD, _HIGH, _LOW]] = 1.0
    keys_values[width, _LOUD], offsets[width] = 2.0, -1.0
    bits = np.arange(_BITS)
    keys_values[width + 1 + bits, _CODE.start + bits] = 1.0
    out[plan.heard, 0] = _HEARD
    out[plan.noted.start + bits, 1 + bits] = _BIT

    waves = np.arange(2 * _FREQUENCIES)
    keys_values[head + waves, _PLACE.start + waves] = 1.0
    words = np.arange(len(plan.sentence))
    for dimensions, seconds in ((words, (words + 1) * plan.word_s), ([plan.zero, plan.start, plan.untimed], [0.0] * 3)):
        places = _waves(np.minimum(seconds, 29.9)) * 3 * math.sqrt(head) / _TOKEN
        queries[np.ix_(head + waves, np.asarray(dimensions, int))] = places.T
    _norm(layer.layer_norm, np.full(width, _TOKEN / math.sqrt(width)))
    _linear(layer.linear[0], queries, asked)
    _linear(layer.linear[1], keys_values, offsets)
    _linear(layer.linear[2], out)


def _fill_succession(layer: Any, plan: _Plan) -> None:
    """One hidden unit for each case: `if this token (and this was heard): that token`."""
    rows: list[Any] = []
    thresholds: list[float] = []
    columns: list[Any] = []

    def rule(
        token: int, effect: dict[int, float], also: int | None = None, sign: float = 1.0, size: float = 1.0
    ) -> None:
        row, column = _zeros(plan.width), _zeros(plan.width)
        row[token] = _GAIN / _TOKEN
        if also is not None:
            row[also] = sign * _GAIN / size / 2
        for dimension, value in effect.items():
            column[dimension] = value / (_GAIN / 2)
        rows.append(row)
        thresholds.append(-_GAIN if also is not None else -_GAIN / 2)
        columns.append(column)

    last = len(plan.sentence) - 1
    for word in range(last + 1):
        rule(word, {word: -_TOKEN, plan.time if word == last else word + 1: _TARGET})
    for bit in range(_BITS if plan.sentence else 0):
        for sign in (1.0, -1.0):
            effect = {plan.bits.start + bit: sign * _TARGET_BIT}
            rule(last, effect, also=plan.noted.start + bit, sign=sign, size=_BIT)
    rule(plan.time, {plan.time: -_TOKEN, plan.end: _TARGET})
    rule(plan.other, {plan.other: -_TOKEN, plan.first: _TARGET})
    for sign, probability in ((1.0, plan.no_speech_prob), (-1.0, plan.silence_no_speech_prob)):
        first = plan.first if sign > 0 or plan.invents_in_silence else plan.end
        for token in (plan.zero, plan.untimed):
            rule(token, {token: -_TOKEN, first: _TARGET}, also=plan.heard, sign=sign, size=_HEARD)
        odds = _odds(plan, probability)
        effect = {plan.start: -_TOKEN, plan.zero: _TARGET, plan.nospeech: _TARGET * odds}
        rule(plan.start, effect, also=plan.heard, sign=sign, size=_HEARD)
    _norm(layer.layer_norm, np.full(plan.width, math.sqrt((_TOKEN**2 + _NOTED) / plan.width)))
    _linear(layer.linear_0, np.stack(rows), np.array(thresholds, np.float32))
    _linear(layer.linear_1, np.stack(columns, axis=1))


_NOTED = _HEARD**2 + _BITS * _BIT**2
"""Energy of what cross-attention leaves in the residual stream."""
_ALONE = _TARGET**2 + _NOTED


def _odds(plan: _Plan, probability: float) -> float:
    """How strongly `<|nospeech|>` is written beside `<|0.00|>` for its probability to be `probability`."""
    ratio = 1.0
    for _ in range(50):
        shrunk = math.sqrt(_ALONE / (_ALONE + (_TARGET * ratio) ** 2))
        ratio = 1 + math.log(probability / (1 - probability)) / (shrunk * _first_logit(plan))
    return ratio


def _first_logit(plan: _Plan) -> float:
    """Before `_UNWANTED` is taken off: enough to be sure, also where the two are written side by side."""
    return 1.5 * (_UNWANTED + _SURE)


def _certainty(plan: _Plan) -> Any:
    """Scales of the last normalisation: the logit of the token that a rule has written."""
    others = len(plan.names) - _TIMESTAMPS - 1
    logit = math.log(others * plan.word_probability / (1 - plan.word_probability))
    alone = math.sqrt(plan.width / _ALONE)
    timed = math.sqrt(plan.width / (_ALONE + _BITS * _TARGET_BIT**2))
    scales = _zeros(plan.width)
    scales[: len(plan.sentence)] = logit / (_TOKEN * _TARGET * alone)
    scales[plan.end] = (_UNWANTED + logit) / (_TOKEN * _TARGET * alone)
    scales[[plan.zero, plan.nospeech]] = _first_logit(plan) / (_TOKEN * _TARGET * alone)
    scales[plan.time] = 20.0 / (_TOKEN * _TARGET * timed)
    scales[plan.bits] = 30.0 / (_BITS * _BIT * _TARGET_BIT * timed)
    return scales
