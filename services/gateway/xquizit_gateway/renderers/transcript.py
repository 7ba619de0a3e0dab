"""A transcript as Markdown, CSV and a printable page; pure."""

from collections.abc import Sequence
from html import escape

from xquizit_gateway.clients.interview_records import Heard, Spoken, TranscriptEntry
from xquizit_gateway.renderers.format import markdown_text, page, table
from xquizit_gateway.renderers.uncertain import KEY, MARK, stretches

_TITLE = "Interview transcript"
_NAMES = {"interviewer": "Interviewer", "candidate": "Candidate"}


def as_markdown(entries: Sequence[TranscriptEntry]) -> str:
    """One paragraph per thing said."""
    lines = [f"# {_TITLE}", ""]
    lines += [KEY, ""] if _has_uncertain(entries) else []
    for entry in entries:
        said = "".join(f"{part.text} {MARK}" if part.is_uncertain else part.text for part in stretches(entry))
        lines += [f"**{_NAMES[entry.speaker]}** ({_circumstances(entry)}): {markdown_text(said)}", ""]
    return "\n".join(lines)


def as_csv(entries: Sequence[TranscriptEntry]) -> str:
    """One row per thing said."""
    return table(
        (
            *("turn", "speaker", "said_at", "kind", "topic", "text", "recognition_confidence", "recognized_by"),
            *("uncertain", "spoken_by", "standing_in_for", "voice_was_away", "heard_characters", "heard"),
        ),
        (
            (
                entry.turn,
                entry.speaker,
                _when(entry),
                entry.kind,
                entry.topic,
                entry.text,
                f"{entry.recognition.confidence:.2f}" if entry.recognition else "",
                "; ".join(entry.recognition.engines) if entry.recognition else "",
                "; ".join(
                    f"{part.text} ({part.start} to {part.end})" for part in stretches(entry) if part.is_uncertain
                ),
                "; ".join(entry.spoken.engines) if entry.spoken else "",
                entry.spoken.stood_in_for if entry.spoken else "",
                ("yes" if entry.spoken.is_cut else "no") if entry.spoken else "",
                entry.heard.characters if entry.heard else "",
                _extent(entry.heard) if entry.heard else "",
            )
            for entry in entries
        ),
    )


def as_html(entries: Sequence[TranscriptEntry]) -> str:
    """A page that prints well."""
    key = f'<p class="quiet">{escape(KEY)}</p>' if _has_uncertain(entries) else ""
    return page(_TITLE, key + "".join(map(_section, entries)))


def _section(entry: TranscriptEntry) -> str:
    said = "".join(
        f'<span class="unsure">{escape(part.text)}</span> <span class="quiet">{escape(MARK)}</span>'
        if part.is_uncertain
        else escape(part.text)
        for part in stretches(entry)
    )
    return (
        f"<section><p><strong>{_NAMES[entry.speaker]}</strong> "
        f'<span class="quiet small">{escape(_circumstances(entry))}</span><br><bdi>{said}</bdi></p></section>'
    )


def _circumstances(entry: TranscriptEntry) -> str:
    """Which answer it was, how surely it was heard, and when."""
    parts = [f"answer {entry.turn}"] if entry.speaker == "candidate" else []
    parts += [f"recognized with confidence {entry.recognition.confidence:.2f}"] if entry.recognition else []
    parts += _voice(entry.spoken) if entry.spoken else []
    if entry.heard:
        parts += [f"heard {_extent(entry.heard)}" + _place(entry.heard, len(entry.text))]
    parts += [_when(entry)] if entry.said_at else []
    return ", ".join(parts)


def _voice(spoken: Spoken) -> list[str]:
    """How it was spoken, where that is not as it should be."""
    if spoken.is_cut and not spoken.engines:
        return ["shown as text, the voice was away"]
    stood_in = [engine for engine in spoken.engines if spoken.stood_in_for and engine != spoken.stood_in_for]
    told = [f"spoken by {' and '.join(stood_in)} standing in for {spoken.stood_in_for}"] if stood_in else []
    return told + (["spoken in part, the voice went away"] if spoken.is_cut else [])


def _extent(heard: Heard) -> str:
    return "to the end" if heard.is_complete else "until interrupted" if heard.is_interrupted else "in part"


def _place(heard: Heard, characters: int) -> str:
    return "" if heard.is_complete else f" ({heard.characters} of {characters} characters)"


def _has_uncertain(entries: Sequence[TranscriptEntry]) -> bool:
    return any(entry.recognition and entry.recognition.uncertain for entry in entries)


def _when(entry: TranscriptEntry) -> str:
    return entry.said_at.isoformat(timespec="seconds") if entry.said_at else ""
