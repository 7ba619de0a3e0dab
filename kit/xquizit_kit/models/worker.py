"""The child process that fetches a model, so that it can be ended at any moment and its client library stays in it.

Methods: `begin` {repository, folder, contents, thoroughly} starts; `progress` {wait_s} → {done_bytes, total_bytes,
is_done} waits a while for its end and raises what went wrong. The first one that knows the size tells how much was
there at the start.
"""

import threading
from collections.abc import Mapping
from pathlib import Path

from xquizit_kit.errors import EngineFailed, XquizitError
from xquizit_kit.worker_child import Method, serve_worker
from xquizit_kit.worker_frames import Header


class Fetcher:
    """A fetch in a thread, and how far it is."""

    def __init__(self) -> None:
        """Fetches nothing yet."""
        self._latest = (0, 0)
        self._first: tuple[int, int] | None = None
        self._sized = threading.Event()
        self._ended = threading.Event()
        self._failure: XquizitError | None = None

    def begin(self, header: Header, payload: bytes) -> tuple[Header, bytes]:
        """Starts to fetch."""
        # A daemon: this process ends with its parent's pipe, whatever the hub does.
        threading.Thread(target=self._run, args=(header,), name="fetch", daemon=True).start()
        return {}, b""

    def progress(self, header: Header, payload: bytes) -> tuple[Header, bytes]:
        """How far it is, after `wait_s` or when there is something to tell."""
        if self._sized.wait(header["wait_s"]) and self._first is not None:
            (done_bytes, total_bytes), self._first = self._first, None
            return {"done_bytes": done_bytes, "total_bytes": total_bytes, "is_done": False}, b""
        is_done = self._ended.wait(header["wait_s"] if self._sized.is_set() else 0)
        if is_done and self._failure is not None:
            raise self._failure
        done_bytes, total_bytes = self._latest
        return {"done_bytes": done_bytes, "total_bytes": total_bytes, "is_done": is_done}, b""

    def _run(self, header: Header) -> None:
        self._failure = EngineFailed("The model could not be fetched.", reason="worker_failed")  # an error unforeseen
        try:
            from xquizit_kit.models.contents import Contents
            from xquizit_kit.models.download import download
            from xquizit_kit.models.folder import ModelFolder
            from xquizit_kit.models.hub import Hub

            told = header["contents"]
            contents = Contents(told["what"], tuple(told["wanted"]), tuple(told["needed"]))
            folder = ModelFolder(Path(header["folder"]), contents)
            download(Hub(), header["repository"], folder, self._note, thoroughly=header["thoroughly"])
            self._failure = None
        except XquizitError as error:
            self._failure = error
        finally:
            self._ended.set()
            self._sized.set()

    def _note(self, done_bytes: int, total_bytes: int) -> None:
        self._latest = (done_bytes, total_bytes)
        if not self._sized.is_set():
            self._first = self._latest
            self._sized.set()


def make_methods(arguments: Header) -> Mapping[str, Method]:
    """The methods by name."""
    fetcher = Fetcher()
    return {"begin": fetcher.begin, "progress": fetcher.progress}


if __name__ == "__main__":
    serve_worker(make_methods)
