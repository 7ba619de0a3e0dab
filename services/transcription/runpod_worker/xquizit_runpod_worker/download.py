"""A sound file from the address that a job names: https and public only, with a limit of size and of time."""

import time
from urllib.parse import urlsplit

from urllib3.exceptions import HTTPError

from xquizit_runpod_worker import runpod_api
from xquizit_runpod_worker.errors import BadInput, Refused

_PIECE_BYTES = 65_536
_MOST_SILENCE_S = 10.0


def fetch(url: str, *, max_bytes: int, timeout_s: float) -> bytes:
    """The file at `url`. Blocks.

    Args:
        url: https; neither it nor what it leads to may be a loopback, private or link-local address.
        max_bytes: Of the file.
        timeout_s: For all of it; the last piece that comes may take up to 10 s more.

    Raises:
        BadInput: The address may not be used, there is nothing, or the file is too large.
        Refused: It did not come, or not in time.
    """
    ends_s = time.monotonic() + timeout_s
    if not _is_https(url):
        raise BadInput("audio must be an https address.")
    try:
        response = runpod_api.open_public_url(url, timeout_s=min(timeout_s, _MOST_SILENCE_S))
    except ValueError:  # not chained: its text has the address, which may hold a signature
        raise BadInput("the address in audio is not public, or there is no such address.") from None
    except OSError:
        raise Refused("The address in audio could not be reached.") from None
    try:
        if not _is_https(str(response.url)):
            raise BadInput("the address in audio leads to one that is not https.")
        if 400 <= response.status_code < 500:
            raise BadInput(f"the address in audio answers with status {response.status_code}.")
        if response.status_code != 200:
            raise Refused(f"The address in audio answers with status {response.status_code}.")
        return _read(response.raw, max_bytes=max_bytes, ends_s=ends_s)
    except (HTTPError, OSError):
        raise Refused("The file at the address in audio did not come whole.") from None
    finally:
        response.close()


def _is_https(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" and bool(parts.hostname)
    except ValueError:
        return False


def _read(body: "runpod_api.Body", *, max_bytes: int, ends_s: float) -> bytes:
    data = bytearray()
    while piece := body.read1(_PIECE_BYTES):
        data += piece
        if len(data) > max_bytes:
            raise BadInput(f"the file at the address in audio is larger than {max_bytes / 1e6:g} MB.")
        if time.monotonic() > ends_s:
            raise Refused("The file at the address in audio did not come in time.")
    return bytes(data)
