"""One tree, one table: every error keeps its class, words, reason and retry time across a real gRPC call."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from grpc.aio import AioRpcError

from xquizit.tts.v1 import tts_pb2, tts_pb2_grpc
from xquizit_kit import errors
from xquizit_kit.errors import TABLE, XquizitError, http_status
from xquizit_kit.rpc_client import open_channel
from xquizit_kit.rpc_errors import from_rpc_error
from xquizit_kit.rpc_server import RpcServer

DESCRIPTOR = tts_pb2.DESCRIPTOR.services_by_name["TtsService"]


class Raising(tts_pb2_grpc.TtsServiceServicer):
    """Raises whatever the test puts into `error`, before or after a first response."""

    error: BaseException

    async def ListVoices(self, request, context):  # type: ignore[no-untyped-def]
        raise self.error

    async def Synthesize(self, request_iterator, context):  # type: ignore[no-untyped-def]
        async for _ in request_iterator:
            yield tts_pb2.SynthesizeResponse(text="first")
            raise self.error


@pytest_asyncio.fixture
async def raising() -> AsyncIterator[tuple[Raising, tts_pb2_grpc.TtsServiceStub]]:
    servicer = Raising()
    server = RpcServer("tts", "127.0.0.1:0")
    server.add(tts_pb2_grpc.add_TtsServiceServicer_to_server, servicer, DESCRIPTOR)
    await server.start()
    channel = open_channel(f"127.0.0.1:{server.port}")
    yield servicer, tts_pb2_grpc.TtsServiceStub(channel)
    await channel.close()
    await server.stop(0)


def test_every_class_of_the_tree_has_a_row() -> None:
    tree = {value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, XquizitError)}
    assert tree == set(TABLE)


@pytest.mark.parametrize("kind", list(TABLE))
async def test_an_error_survives_the_wire(kind: type[XquizitError], raising) -> None:
    servicer, stub = raising
    servicer.error = kind("Please do this.", reason="some_reason", retry_after_s=1.5)
    with pytest.raises(AioRpcError) as caught:
        await stub.ListVoices(tts_pb2.ListVoicesRequest(), timeout=5)
    assert caught.value.code().name == TABLE[kind].grpc_code
    found = from_rpc_error(caught.value, service="tts")
    assert (type(found), found.message, found.reason, found.retry_after_s) == (
        kind,
        "Please do this.",
        "some_reason",
        1.5,
    )
    assert http_status(found) == TABLE[kind].http_status


async def test_an_error_after_the_first_response_survives_too(raising) -> None:
    servicer, stub = raising
    servicer.error = errors.EngineFailed("The voice broke off.")
    call = stub.Synthesize(timeout=5)
    await call.write(tts_pb2.SynthesizeRequest(text_delta="x"))
    assert (await call.read()).text == "first"
    with pytest.raises(AioRpcError) as caught:
        await call.read()
    found = from_rpc_error(caught.value, service="tts")
    assert (type(found), found.reason, found.retry_after_s) == (errors.EngineFailed, "engine_failed", None)


async def test_an_unknown_exception_tells_the_caller_nothing(raising) -> None:
    servicer, stub = raising
    servicer.error = ValueError("the candidate's secret")
    with pytest.raises(AioRpcError) as caught:
        await stub.ListVoices(tts_pb2.ListVoicesRequest(), timeout=5)
    assert "secret" not in (caught.value.details() or "") + repr(caught.value.trailing_metadata())
    assert http_status(from_rpc_error(caught.value, service="tts")) == 500


async def test_a_service_that_is_away_is_named() -> None:
    channel = open_channel("127.0.0.1:1")
    with pytest.raises(AioRpcError) as caught:
        await tts_pb2_grpc.TtsServiceStub(channel).ListVoices(tts_pb2.ListVoicesRequest(), timeout=5)
    await channel.close()
    found = from_rpc_error(caught.value, service="tts")
    assert type(found) is errors.Unavailable
    assert found.reason == "tts_unavailable"
    assert found.retry_after_s is not None
