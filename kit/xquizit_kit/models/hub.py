"""The Hugging Face hub: what a repository holds, and one file of it, by way of the hub's own client library.

`snapshot_download` and `hf_hub_download` of huggingface_hub 2.4 fetch into a file of a random name and delete it when
they fail, so a broken fetch begins anew; `http_get` beneath them goes on where a file ends, and they check no hashes.
"""

import errno
import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx2
from huggingface_hub import HfApi, constants, file_download, hf_hub_url, utils
from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

from xquizit_kit.errors import EngineFailed
from xquizit_kit.models.contents import Contents
from xquizit_kit.models.snapshot import ModelFile, Snapshot

REVISION = "main"
_LIBRARY = "xquizit"
_PIECE_BYTES = 256 * 1024
"""The library hands on, counts and saves pieces of 10 MB: at 1 MB/s progress would stand still for 10 s."""
_TIMEOUT_S = 15.0
_TRIES = 4
"""Of one file without a byte more on disk, when the hub has an error of its own; the library has tries of its own."""
_WAIT_S = 1.0
"""After the first of them; twice as long after each further one."""

_download: Any = file_download  # both are typed in part only
_utils: Any = utils

Report = Callable[[int], None]
"""Gets the bytes of a file that are on disk."""


class Hub:
    """The hub, or the mirror that HF_ENDPOINT names."""

    def __init__(self, *, endpoint: str | None = None, wait_s: float = _WAIT_S) -> None:
        """Takes another address, and the wait before the second try of a file."""
        self._endpoint = (endpoint or constants.ENDPOINT).rstrip("/")
        self._wait_s = wait_s

    def describe(self, repository: str, contents: Contents) -> Snapshot:
        """What there is to fetch: file names, sizes, hashes.

        Raises:
            EngineFailed: It cannot be reached, has no such repository, or what is in it is no model.
        """
        try:
            api = HfApi(endpoint=self._endpoint, library_name=_LIBRARY)
            told = api.model_info(repository, revision=REVISION, files_metadata=True, timeout=_TIMEOUT_S)
        except (httpx2.HTTPError, OSError) as error:
            raise self._failure(error, repository) from error
        except (ValueError, TypeError, KeyError) as error:  # not JSON, or JSON about something else
            raise self._strange(repository) from error
        files: list[ModelFile] = []
        for sibling in told.siblings or ():
            if contents.is_wanted(sibling.rfilename):
                size_bytes = sibling.lfs.size if sibling.lfs else sibling.size
                if size_bytes is None:
                    raise self._strange(repository)
                sha256, git_sha1 = (sibling.lfs.sha256, "") if sibling.lfs else ("", sibling.blob_id or "")
                files.append(ModelFile(sibling.rfilename, size_bytes, sha256, git_sha1))
        lacking = contents.missing(file.path for file in files)
        if told.sha is None or lacking:
            told_of = f"{lacking[0]} is not in it" if lacking else "it tells no revision"
            message = f"{repository} does not hold {contents.what}: {told_of}."
            raise EngineFailed(message, reason="no_such_model")
        return Snapshot(repository, told.sha, tuple(files))

    def download(self, snapshot: Snapshot, file: ModelFile, part: Path, report: Report) -> None:
        """Fetches a file to `part`, from where that ends; whether the bytes are the right ones is not looked at.

        Raises:
            EngineFailed: The hub cannot be reached or refuses, or the disk is full. What came is kept.
        """
        tries, size_bytes = 0, -1
        while True:
            grown_bytes = part.stat().st_size if part.exists() else 0
            tries, size_bytes = (tries + 1 if grown_bytes == size_bytes else 1), grown_bytes
            try:
                self._get(snapshot, file, part, report)
                return
            except (httpx2.HTTPError, OSError) as error:
                if _is_about_length(error):
                    return
                if not _passes(error) or tries == _TRIES:
                    raise self._failure(error, snapshot.repository) from error
            time.sleep(self._wait_s * 2 ** (tries - 1))

    def _get(self, snapshot: Snapshot, file: ModelFile, part: Path, report: Report) -> None:
        constants.DOWNLOAD_CHUNK_SIZE = _PIECE_BYTES
        with part.open("ab") as sink:
            _download.http_get(
                hf_hub_url(snapshot.repository, file.path, revision=snapshot.revision, endpoint=self._endpoint),
                sink,
                resume_size=sink.tell(),
                headers=_utils.build_hf_headers(library_name=_LIBRARY),
                expected_size=file.size_bytes,
                displayed_filename=file.path,
                tqdm_class=_meter(report),
            )

    def _failure(self, error: Exception, repository: str) -> EngineFailed:
        match error:
            case OfflineModeIsEnabled():
                return EngineFailed("Nothing is fetched: HF_HUB_OFFLINE is set.", reason="offline")
            case HfHubHTTPError():
                return self._refusal(error, repository)
            case httpx2.HTTPError():
                told = f"{type(error).__name__}: {error}"
                message = f"The Hugging Face hub at {self._endpoint} cannot be reached ({told})."
                return EngineFailed(message, reason="hub_unreachable", retry_after_s=60)
            case OSError(errno=errno.ENOSPC | errno.EDQUOT):
                return EngineFailed("The disk is full; what was fetched so far is kept.", reason="disk_full")
            case _:
                return EngineFailed(f"A file of {repository} cannot be written: {error}.", reason="not_writable")

    def _refusal(self, error: HfHubHTTPError, repository: str) -> EngineFailed:
        status = error.response.status_code
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
            message = f"The Hugging Face hub at {self._endpoint} has no {repository} for us (status {status})."
            return EngineFailed(message, reason="no_such_model")
        message = f"The Hugging Face hub at {self._endpoint} answers with status {status}."
        return EngineFailed(message, reason="hub_failed", retry_after_s=60)

    def _strange(self, repository: str) -> EngineFailed:
        message = f"What {self._endpoint} says about {repository} is not what the Hugging Face hub would say."
        return EngineFailed(message, reason="hub_failed")


def _passes(error: Exception) -> bool:
    """Whether another try makes sense, beyond those of the library: it makes none when a connection is reset."""
    if isinstance(error, HfHubHTTPError):
        return error.response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
    return isinstance(error, httpx2.ReadError)


def _is_about_length(error: Exception) -> bool:
    """Whether all came, but not as much as was told: the library's own OSError, the only one without a number."""
    return type(error) is OSError and error.errno is None


def _meter(report: Report) -> type:
    class Meter:
        """What the library takes for a progress bar."""

        def __init__(self, *, initial: int = 0, **_settings: object) -> None:
            self._bytes = initial
            report(initial)

        def update(self, n: int) -> None:
            """`n` more bytes came; fewer than none when it begins anew."""
            self._bytes += n
            report(self._bytes)

        def __enter__(self) -> Self:
            return self

        def __exit__(
            self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
        ) -> None:
            pass

    return Meter
