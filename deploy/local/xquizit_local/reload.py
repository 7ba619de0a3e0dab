"""Hot reload for `dev`: restarts the services whose source has changed."""

import asyncio
import sys
from pathlib import Path

from watchfiles import Change, DefaultFilter, awatch  # pyright: ignore[reportUnknownVariableType] # names trio

from xquizit_local.stack import SERVICE_PORTS, Stack

SERVICES = (*SERVICE_PORTS, "gateway")


class SourceFilter(DefaultFilter):
    """Python source, contracts and data files; never what is generated from the contracts."""

    def __call__(self, change: Change, path: str) -> bool:
        """Whether a change of `path` counts."""
        name = Path(path).name
        is_generated = "_pb2" in name or name.endswith((".pyc", "~"))
        return not is_generated and super().__call__(change, path)


def affected(changed: set[Path], root: Path) -> list[str]:
    """The services that must start again; all of them when what they share has changed."""
    services: set[str] = set()
    for path in changed:
        room, *rest = path.relative_to(root).parts
        if room == "services" and rest and rest[0] in SERVICES:
            services.add(rest[0])
        elif room in {"kit", "protos"}:
            services.update(SERVICES)
    return [name for name in SERVICES if name in services]


async def restart_on_change(stack: Stack, root: Path) -> None:
    """Watches services/, kit/ and protos/ until it is cancelled; new stubs are made when a contract changes."""
    folders = [root / name for name in ("services", "kit", "protos")]
    async for changes in awatch(*folders, watch_filter=SourceFilter(), step=100):
        paths = {Path(path) for _, path in changes}
        if any(path.suffix == ".proto" for path in paths) and not await _generate_stubs(stack, root):
            continue
        names = affected(paths, root)
        if names:
            stack.say(f"changed: {', '.join(names)}")
        for name in names:
            stack.restart(name)


async def _generate_stubs(stack: Stack, root: Path) -> bool:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(root / "protos/generate.py"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, complaint = await process.communicate()
    for line in complaint.decode().splitlines()[-3:]:
        stack.say(line)
    return process.returncode == 0
