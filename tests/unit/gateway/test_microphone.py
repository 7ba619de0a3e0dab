"""The audio of one answer on its way to a service that counts what it gets."""

from collections.abc import AsyncIterator
from contextlib import aclosing

from xquizit_gateway.listening.ledger import Ledger
from xquizit_gateway.listening.relay import SEND_FRAME_BYTES, Microphone

SOUND = bytes(range(256)) * 512


async def test_what_is_final_already_is_sent_all_the_same_since_the_service_counts() -> None:
    microphone = Microphone(Ledger(1_000))
    await microphone.write(SOUND)
    microphone.finish()
    sent = bytearray()
    async with aclosing(_frames(microphone)) as frames:
        async for frame in frames:
            sent += frame
            microphone.acknowledge(1_000_000)  # an earlier stream got to the end
    assert bytes(sent) == SOUND
    assert microphone.ledger.first == 1_000 + len(SOUND) // 2


async def test_only_what_was_sent_is_forgotten() -> None:
    microphone = Microphone(Ledger(0))
    await microphone.write(SOUND)
    async with aclosing(_frames(microphone)) as frames:
        await anext(frames)
        microphone.acknowledge(len(SOUND))
        assert microphone.ledger.first == SEND_FRAME_BYTES // 2
        await anext(frames)
    again = _frames(microphone, microphone.ledger.first)
    async with aclosing(again) as frames:
        assert await anext(frames) == SOUND[2 * microphone.ledger.first :][:SEND_FRAME_BYTES]


async def test_what_is_acknowledged_before_a_new_stream_has_sent_it_is_kept_for_it() -> None:
    microphone = Microphone(Ledger(0))
    await microphone.write(SOUND)
    microphone.finish()
    first = microphone.begin()
    async with aclosing(_frames(microphone, first)) as frames:
        assert b"".join([frame async for frame in frames]) == SOUND
    # That stream broke off; the service had stored all of it, and tells so before the next stream has sent a sample.
    first = microphone.begin()
    microphone.acknowledge(len(SOUND) // 2)
    async with aclosing(_frames(microphone, first)) as frames:
        assert b"".join([frame async for frame in frames]) == SOUND


async def _frames(microphone: Microphone, position: int | None = None) -> AsyncIterator[bytes]:
    first = microphone.ledger.first if position is None else position
    async for frame in microphone.frames(first):
        yield frame
