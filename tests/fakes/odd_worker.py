"""A worker that does every odd thing that a worker may do: `python -m tests.fakes.odd_worker`."""

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping

from xquizit_kit.errors import AtCapacity, BadDocument
from xquizit_kit.worker_child import Limits, Method, Stop, Streaming, serve_worker
from xquizit_kit.worker_frames import Header


def echo(header: Header, payload: bytes) -> tuple[Header, bytes]:
    return {"header": header, "size_bytes": len(payload)}, payload[::-1]


def describe(_header: Header, _payload: bytes) -> tuple[Header, bytes]:
    return {"pid": os.getpid(), "environment": sorted(os.environ), "stdin": sys.stdin.read()}, b""


def refuse(_header: Header, _payload: bytes) -> tuple[Header, bytes]:
    raise BadDocument("It is torn.", reason="torn")


def refuse_for_now(_header: Header, _payload: bytes) -> tuple[Header, bytes]:
    raise AtCapacity("Full.", retry_after_s=7.0)


def break_off(_header: Header, _payload: bytes) -> tuple[Header, bytes]:
    raise KeyError("a candidate's secret")


def eat_memory(_header: Header, _payload: bytes) -> tuple[Header, bytes]:
    return {"size": len(bytearray(4 * 1024**3))}, b""


def open_files(_header: Header, _payload: bytes) -> tuple[Header, bytes]:
    kept = []
    while True:
        kept.append(os.open(os.devnull, os.O_RDONLY))


def write_file(_header: Header, payload: bytes) -> tuple[Header, bytes]:
    with open(payload.decode(), "w") as file:
        file.write("hello")
    return {}, b""


def spin(_header: Header, _payload: bytes) -> tuple[Header, bytes]:
    while True:
        pass


def work(header: Header, _payload: bytes) -> tuple[Header, bytes]:
    """Uses CPU for some time."""
    until_s = time.process_time() + header["cpu_s"]
    while time.process_time() < until_s:
        pass
    return {}, b""


def hang(_header: Header, _payload: bytes) -> tuple[Header, bytes]:
    time.sleep(3600)
    return {}, b""


def die(_header: Header, _payload: bytes) -> tuple[Header, bytes]:
    os._exit(3)


def chatter(_header: Header, _payload: bytes) -> tuple[Header, bytes]:
    sys.stdout.write("a library that prints")
    sys.stdout.flush()
    os.write(1, b"\x00\x01\x02")
    return {"said": True}, b""


def answer_much(_header: Header, _payload: bytes) -> tuple[Header, bytes]:
    return {}, bytes(2 * 1024 * 1024)


def count(header: Header, payload: bytes, stop: Stop) -> Iterator[tuple[Header, bytes]]:
    """Counts up to `to`, or for ever, until it is stopped; then tells how far it came in a file."""
    n = 0
    while n != header.get("to") and not stop():
        yield {"n": n}, payload * n
        n += 1
    if "told" in header:
        with open(header["told"], "w") as file:
            file.write(str(n))


def count_deaf(header: Header, payload: bytes, _stop: Stop) -> Iterator[tuple[Header, bytes]]:
    """Counts once, then hangs and hears nothing."""
    yield {"n": 0}, payload
    time.sleep(3600)


def count_and_fail(header: Header, payload: bytes, _stop: Stop) -> Iterator[tuple[Header, bytes]]:
    yield {"n": 0}, payload
    raise BadDocument("It is torn.", reason="torn")


def count_and_die(header: Header, payload: bytes, _stop: Stop) -> Iterator[tuple[Header, bytes]]:
    yield {"n": 0}, payload
    os._exit(3)


def make_methods(arguments: Header) -> Mapping[str, Method | Streaming]:
    """All of them, by name."""
    if arguments.get("fail"):
        raise RuntimeError("no model here")
    if arguments.get("hang"):
        time.sleep(3600)
    known = (
        *(echo, describe, refuse, refuse_for_now, break_off, eat_memory, open_files, write_file),
        *(spin, work, hang, die, chatter, answer_much),
    )
    streams = (count, count_deaf, count_and_fail, count_and_die)
    return {method.__name__: method for method in known} | {run.__name__: Streaming(run) for run in streams}


if __name__ == "__main__":
    serve_worker(make_methods, limits=Limits(**json.loads(sys.argv[1]).get("limits", {})))
