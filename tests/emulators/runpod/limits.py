"""How much the API takes: bytes of a body, requests in ten seconds, jobs in the queue, how long a request may wait."""

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field

_WINDOW_S = 10.0
_PER_WINDOW = {"run": 1000, "runsync": 2000, "status": 2000, "stream": 2000, "cancel": 100, "purge-queue": 2}
"""Source: docs.runpod.io/serverless/endpoints/send-requests, "Rate limits"."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one endpoint; as documented unless told otherwise."""

    run_body_bytes: int = 10 * 2**20
    runsync_body_bytes: int = 20 * 2**20
    oversize_status: int = 413
    """The real one has been seen to answer 400."""
    requests_per_10_s: Mapping[str, int] = field(default_factory=lambda: dict(_PER_WINDOW))
    """By route; others have none."""
    max_queue: int | None = None
    """Jobs that wait; None: 500 for each worker."""
    retry_after_s: float | None = None
    """The header Retry-After of the 429s; None: without it."""
    wait_s: float = 90.0
    """How long `runsync` waits where the request does not say."""
    least_wait_s: float = 1.0
    """Less is taken for this."""
    most_wait_s: float = 300.0
    """More is taken for this."""

    def body_bytes(self, route: str) -> int:
        """What a request to `route` may have."""
        return self.runsync_body_bytes if route == "runsync" else self.run_body_bytes

    def waiting_s(self, asked_ms: int | None) -> float:
        """How long `runsync?wait=asked_ms` waits."""
        return self.wait_s if asked_ms is None else min(max(asked_ms / 1000, self.least_wait_s), self.most_wait_s)


class Rates:
    """The requests of the last ten seconds, by route."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._times: dict[str, deque[float]] = defaultdict(deque)

    def allows(self, route: str, now_s: float) -> bool:
        """Counts a request; whether it is one of those that are still allowed."""
        most = self._limits.requests_per_10_s.get(route)
        if most is None:
            return True
        times = self._times[route]
        while times and now_s - times[0] >= _WINDOW_S:
            times.popleft()
        if len(times) >= most:
            return False
        times.append(now_s)
        return True
