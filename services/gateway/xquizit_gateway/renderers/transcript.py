"""A transcript as Markdown, CSV and a printable page; pure."""

from collections.abc import Sequence
from html import escape

from xquizit_gateway.clients.interview_records import TranscriptEntry
from xquizit_gateway.renderers.format import markdown_text, page, table

_TITLE = "Interview transcript"
_NAMES = {"interviewer": "Interviewer", "candidate": "Candidate"}


def as_markdown(entries: Sequence[TranscriptEntry]) -> str:
    """One paragraph per thing said."""
    lines = [f"# {_TITLE}", ""]
    for entry in entries:
        lines += [f"**{_NAMES[entry.speaker]}** ({_when(entry)}): {markdown_text(entry.text)}", ""]
    return "\n".join(lines)


def as_csv(entries: Sequence[TranscriptEntry]) -> str:
    """One row per thing said."""
    return table(
        ("turn", "speaker", "said_at", "kind", "topic", "text"),
        ((entry.turn, entry.speaker, _when(entry), entry.kind, entry.topic, entry.text) for entry in entries),
    )


def as_html(entries: Sequence[TranscriptEntry]) -> str:
    """A page that prints well."""
    said = "".join(
        f'<section><p><strong>{_NAMES[entry.speaker]}</strong> <span class="quiet">{escape(_when(entry))}</span><br>'
        f"{escape(entry.text)}</p></section>"
        for entry in entries
    )
    return page(_TITLE, said)


def _when(entry: TranscriptEntry) -> str:
    return entry.said_at.isoformat(timespec="seconds") if entry.said_at else ""
