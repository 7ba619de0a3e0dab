"""Getting a model: the one on disk, or one fetched by a child process while the event loop is free."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import asdict
from importlib.util import find_spec

from xquizit_kit.errors import EngineFailed
from xquizit_kit.models.folder import ModelFolder
from xquizit_kit.worker_process import WorkerProcess

_CHILD = "xquizit_kit.models.worker"
_ENVIRONMENT = {"HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_VERBOSITY": "error"}
"""The library reads these when it is imported. Without Xet: mirrors have only plain HTTP, and it counts bytes."""
_LOOK_S = 0.5
_ANSWER_TIMEOUT_S = 30.0
"""The child answers at once; it may be short of CPU."""


async def fetch(
    name: str,
    repository: str,
    folder: ModelFolder,
    *,
    offline: bool = False,
    thoroughly: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Has `folder` hold a model, which is fetched when it is not there.

    Cancelling ends the fetch at once; the next one goes on where it stopped.

    Args:
        name: For people, e.g. `Whisper's base.en`.
        repository: `owner/name` on the hub.
        folder: Where to, and what belongs into it.
        offline: Nothing is fetched.
        thoroughly: Compares the hashes of a fetched model that is there.
        progress: Gets the bytes on disk and the bytes of the whole model: before anything is fetched, then about twice
            a second, then when all is there. `progress.py` makes lines or a bar of it. Not called when the model is
            there already.

    Raises:
        EngineFailed: It is not there and cannot be fetched; the reasons are those of `download`, and `offline`.
        ModuleNotFoundError: It has to be fetched, and huggingface_hub is not installed.
    """
    problems = await asyncio.to_thread(folder.problems, thoroughly=thoroughly)
    if not problems:
        return
    if offline:
        message = f"{name} is not in {folder.path} ({problems[0]}), and nothing is fetched offline."
        raise EngineFailed(message, reason="offline")
    if find_spec("huggingface_hub") is None:
        raise ModuleNotFoundError(name="huggingface_hub")
    child = await WorkerProcess.start(_CHILD, environment={**os.environ, **_ENVIRONMENT})
    try:
        wanted = {
            "repository": repository,
            "folder": str(folder.path),
            "contents": asdict(folder.contents),
            "thoroughly": thoroughly,
        }
        await child.call("begin", wanted, timeout_s=_ANSWER_TIMEOUT_S)
        while True:
            answer, _ = await child.call("progress", {"wait_s": _LOOK_S}, timeout_s=_ANSWER_TIMEOUT_S)
            if progress is not None and answer["total_bytes"]:
                progress(answer["done_bytes"], answer["total_bytes"])
            if answer["is_done"]:
                return
    finally:
        await child.kill()
