"""gRPC channels between services: long-lived, balanced over replicas, and quick to notice a silent peer."""

import json
from typing import Any

from grpc import aio

from xquizit_kit.rpc_server import FLOW_CONTROL_OPTIONS, MAX_MESSAGE_BYTES

_SERVICE_CONFIG = json.dumps({"loadBalancingConfig": [{"round_robin": {}}]})

_CLIENT_OPTIONS: list[tuple[str, Any]] = [
    *FLOW_CONTROL_OPTIONS,
    ("grpc.service_config", _SERVICE_CONFIG),
    ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
    ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
    # A silent cut is noticed after keepalive_time + keepalive_timeout; without pings it never is.
    ("grpc.keepalive_time_ms", 10_000),
    ("grpc.keepalive_timeout_ms", 5_000),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.max_pings_without_data", 0),
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 2_000),
    ("grpc.enable_retries", 0),
    # Else a new channel shares the state of an old one to that address: "connection refused" by one that is there.
    ("grpc.use_local_subchannel_pool", 1),
]


def open_channel(address: str) -> aio.Channel:
    """A channel to every replica behind `address`; close it with `await channel.close()`.

    Args:
        address: `host:port` (all addresses of the name are used), or several joined by commas.

    Retries, deadlines (`timeout=` on each call) and `wait_for_ready` are the caller's: gRPC's own are switched off.
    """
    target = f"ipv4:{address}" if "," in address else f"dns:///{address}"
    return aio.insecure_channel(target, options=_CLIENT_OPTIONS)
