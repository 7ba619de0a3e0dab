"""What the demo shows: a line while it works, each turn as it ends, and a table at the end."""

import statistics
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.status import Status
from rich.table import Table
from rich.text import Text

from xquizit_local.demo.conversation import GAP_DEFINITION, Interview, Turn, Watcher

MEASURES = ("word error rate", "recognition", "first text", "first audio", "turn gap")


class Printout:
    """Writes to a terminal, with a moving progress line; to a file, without one."""

    def __init__(self, console: Console) -> None:
        """Takes where to write."""
        self._console = console
        self._status = Status("", console=console)
        self.watcher = Watcher(self.progress, self.turn, self.say)

    def __enter__(self) -> Self:
        self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._status.stop()

    def progress(self, text: str) -> None:
        """What happens now, in one line."""
        room = max(20, self._console.width - 4)
        line = " ".join(text.split())
        self._status.update(Text(line if len(line) <= room else f"…{line[-(room - 1) :]}"))

    def say(self, text: str) -> None:
        """A line that stays."""
        self._console.print(Text(text))

    def turn(self, turn: Turn) -> None:
        """One turn."""
        grid = Table.grid(padding=(0, 2))
        grid.add_column(style="dim", min_width=8)
        grid.add_column()
        grid.add_row("question", Text(turn.question, style="bold"))
        grid.add_row("said", Text(turn.said))
        grid.add_row("heard", Text(turn.heard or "(nothing: the answer was typed)", style="cyan"))
        figures = zip(MEASURES, _figures(turn), strict=True)
        grid.add_row("", Text(" · ".join(f"{name} {_show(name, value)}" for name, value in figures), style="green"))
        self._console.print(Text(f"\nTurn {turn.number}", style="bold"))
        self._console.print(grid)

    def summary(self, interview: Interview) -> None:
        """The figures of all turns with their medians, and what failed."""
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
        for column in ("turn", *MEASURES):
            table.add_column(column, justify="right")
        for turn in interview.turns:
            table.add_row(str(turn.number), *(_show(*pair) for pair in zip(MEASURES, _figures(turn), strict=True)))
        table.add_row("median", *(_show(*pair) for pair in medians(interview.turns).items()), style="bold")
        self._console.print(Text(f"\n{interview.last_words}\n", style="bold"))
        self._console.print(table)
        self._console.print(
            Text(f"\n{GAP_DEFINITION}.\nfirst text, first audio: counted from submitting the answer.\n")
        )
        for failure in interview.failures:
            self._console.print(Text(f"failed: {failure}", style="red"))


def medians(turns: Sequence[Turn]) -> dict[str, float | None]:
    """The median of each measure over the turns that have it."""
    columns = zip(*(_figures(turn) for turn in turns), strict=True) if turns else ((),) * len(MEASURES)
    present = [[value for value in column if value is not None] for column in columns]
    return {name: statistics.median(values) if values else None for name, values in zip(MEASURES, present, strict=True)}


def _figures(turn: Turn) -> tuple[float | None, ...]:
    return (turn.word_error_rate, turn.recognition_ms, turn.first_text_ms, turn.first_audio_ms, turn.turn_gap_ms)


def _show(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.2f}" if name == MEASURES[0] else f"{value:.0f} ms"
