"""Files that jobs name by their address; the real thing is in the integration tests."""

from typing import Any

import pytest
from urllib3.exceptions import ProtocolError

from xquizit_runpod_worker import download, runpod_api
from xquizit_runpod_worker.errors import BadInput, Refused


class Body:
    """Gives its pieces, then fails if told to."""

    def __init__(self, *pieces: bytes, error: Exception | None = None) -> None:
        self._pieces = [*pieces]
        self._error = error

    def read1(self, amt: int) -> bytes:
        if self._pieces:
            return self._pieces.pop(0)
        if self._error:
            raise self._error
        return b""


class Response:
    def __init__(self, body: Body, *, status: int = 200, url: str = "https://a.example/x.wav") -> None:
        self.raw, self.status_code, self.url = body, status, url
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True


def answering(patch: pytest.MonkeyPatch, response: Response | Exception) -> None:
    def open_public_url(url: str, *, timeout_s: float) -> Any:
        if isinstance(response, Exception):
            raise response
        return response

    patch.setattr(runpod_api, "open_public_url", open_public_url)


def fetch(url: str = "https://a.example/x.wav", timeout_s: float = 10) -> bytes:
    return download.fetch(url, max_bytes=10, timeout_s=timeout_s)


def test_pieces_are_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    response = Response(Body(b"abc", b"defg"))
    answering(monkeypatch, response)
    assert fetch() == b"abcdefg"
    assert response.is_closed


@pytest.mark.parametrize(
    ("response", "kind", "said"),
    [
        (Response(Body(b"a" * 6, b"a" * 6)), BadInput, "larger than"),
        (Response(Body(), status=403), BadInput, "status 403"),
        (Response(Body(), status=503), Refused, "status 503"),
        (Response(Body(), url="http://a.example/x.wav"), BadInput, "not https"),
        (Response(Body(b"a", error=ProtocolError("a.example"))), Refused, "did not come whole"),
        (Response(Body(b"a", error=TimeoutError("a.example"))), Refused, "did not come whole"),
        (ValueError("a.example"), BadInput, "not public"),
        (OSError("a.example"), Refused, "could not be reached"),
    ],
)
def test_failures_are_told(
    monkeypatch: pytest.MonkeyPatch, response: Response | Exception, kind: type[Refused], said: str
) -> None:
    answering(monkeypatch, response)
    with pytest.raises(Refused, match=said) as caught:
        fetch()
    assert type(caught.value) is kind
    assert "a.example" not in str(caught.value)
    if isinstance(response, Response):
        assert response.is_closed


def test_time_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    response = Response(Body(*[b"a"] * 5))
    answering(monkeypatch, response)
    with pytest.raises(Refused, match="in time"):
        fetch(timeout_s=-1)
    assert response.is_closed


@pytest.mark.parametrize("url", ["http://a.example/x", "HTTP://a", "ftp://a/x", "https:///x", "x", "", "https://[::1"])
def test_only_https_is_asked(url: str) -> None:
    with pytest.raises(BadInput, match="must be an https address"):
        fetch(url)
