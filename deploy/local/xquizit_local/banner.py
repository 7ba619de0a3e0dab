"""What a person sees once the stack serves: the address, and which engine each service runs and why."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from xquizit_local.readiness import ServiceState


def banner(base_url: str, states: Sequence[ServiceState], started_in_s: float) -> RenderableType:
    """The services with their engines, and the address below them; fits a terminal of 80 columns."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for state in states:
        if state.engine:
            table.add_row(state.name, _engine(state))
    address = base_url.replace("127.0.0.1", "localhost")
    ready = Text.assemble("xquizit is ready at ", (address, "bold"), f" after {started_in_s:.1f} s. Ctrl-C stops it.")
    return Group(Text(), table, Text(), ready, Text())


def _engine(state: ServiceState) -> Text:
    """Engine and model; why it was chosen and what to mind about it, on lines of their own."""
    text = Text(f"{state.engine} ({state.model})" if state.model else state.engine)
    if state.status != "healthy":
        text.append(f" {state.status}", style="red")
    for label, sentence in (("why", state.reason), ("mind", state.caveat)):
        if sentence:
            text.append(f"\n{label}: {sentence}", style="dim")
    return text
