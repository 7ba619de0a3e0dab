"""The frames that a worker process and its parent exchange over pipes.

A frame is `<u32 header length><u32 payload length><JSON header><payload>`, little-endian, one request at a time. JSON
and bytes, not pickles: a child that reads hostile files must not be able to run code in its parent.

A request is answered by one frame, or by several: all but the last carry `MORE`. While they come the parent may send a
frame of the method `STOP`; it has no answer of its own.
"""

import json
import struct
from typing import Any

Header = dict[str, Any]
"""What JSON can hold."""
LENGTHS = struct.Struct("<II")
"""What every frame begins with."""
READY = "_ready"
"""The method that every worker has: answers once it takes requests."""
STOP = "_stop"
"""Asks a method with several answers to end early."""
MORE = "_more"
"""In an answer's header: another one follows."""


def pack(header: Header, payload_length: int) -> bytes:
    """Everything of a frame before its payload."""
    encoded = json.dumps(header).encode()
    return LENGTHS.pack(len(encoded), payload_length) + encoded
