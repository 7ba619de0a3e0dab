"""What a person sees once the stack serves: the address, and which engine each service runs and why."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from xquizit_local.readiness import ServiceState


def banner(base_url: str, states: Sequence[ServiceState], started_in_s: float) -> RenderableType:
    """The address and the table of services."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for column in ("service", "engine", "model", "why", "caveat"):
        table.add_column(column, overflow="fold")
    for state in states:
        engine = state.engine or "-"
        if state.status != "healthy":
            engine = f"{engine} ({state.status})"
        table.add_row(state.name, engine, state.model, state.reason, state.caveat)
    address = base_url.replace("127.0.0.1", "localhost")
    return Group(
        Text(),
        table,
        Text(),
        Text.assemble("xquizit is ready at ", (address, "bold"), f" (after {started_in_s:.1f} s). Ctrl-C stops it."),
        Text(),
    )
