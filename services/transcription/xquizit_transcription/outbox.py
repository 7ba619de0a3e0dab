"""What a stream has to tell and its caller has not taken yet: in order; captions that were overtaken are left out."""

import asyncio
from collections import deque

from xquizit_transcription.events import Event, Partial

MOST_EVENTS = 256
"""So many may wait; then no more is heard before the caller takes some."""


class Outbox:
    """A queue of events with several writers and one reader."""

    def __init__(self) -> None:
        """Starts empty."""
        self._events: deque[Event] = deque()
        self._changed = asyncio.Event()
        self._taken = asyncio.Event()
        self._is_closed = False
        self._failure: BaseException | None = None

    def put(self, event: Event) -> None:
        """Adds an event. A caption takes the place of one that nobody has taken and that nothing has followed.

        Whoever makes events waits for `room` before it goes on.
        """
        if isinstance(event, Partial) and self._events and isinstance(self._events[-1], Partial):
            self._events[-1] = event
        else:
            self._events.append(event)
        self._changed.set()

    async def room(self) -> None:
        """Waits until the reader is not far behind."""
        while len(self._events) > MOST_EVENTS and not self._is_closed:
            self._taken.clear()
            await self._taken.wait()

    def close(self, failure: BaseException | None = None) -> None:
        """Nothing more will come; with `failure` the reader raises it when it has taken the rest."""
        self._is_closed = True
        self._failure = self._failure or failure
        self._changed.set()
        self._taken.set()

    async def take(self) -> Event | None:
        """The next event; None at the end.

        Raises:
            BaseException: What it was closed with.
        """
        while not self._events:
            if self._is_closed:
                if self._failure is not None:
                    raise self._failure
                return None
            self._changed.clear()
            await self._changed.wait()
        self._taken.set()
        return self._events.popleft()
