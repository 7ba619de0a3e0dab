"""The gRPC server of every service: errors translated, health, reflection, drain; SIGTERM comes in process.py."""

import asyncio
import functools
import inspect
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NoReturn, cast

import grpc
from google.protobuf.descriptor import ServiceDescriptor
from grpc import aio
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from xquizit.info.v1 import info_pb2, info_pb2_grpc
from xquizit_kit.engine_info import EngineInfo
from xquizit_kit.errors import Unavailable, XquizitError
from xquizit_kit.logs import get_logger
from xquizit_kit.rpc_errors import to_grpc_status

log = get_logger(__name__)

MAX_MESSAGE_BYTES = 4 * 1024 * 1024
"""Larger messages are refused with RESOURCE_EXHAUSTED; documents and audio are streamed in small ones."""

FLOW_CONTROL_OPTIONS: list[tuple[str, Any]] = [
    # With gRPC's defaults a client that stopped reading lets a server push 6.1 MiB (131 s of 24 kHz audio); without BDP
    # probing and with a small lookahead it is 0.5 s.
    ("grpc.http2.bdp_probe", 0),
    ("grpc.http2.lookahead_bytes", 16384),
]
"""The same for servers and clients."""

_CLEAN_UP_S = 5.0
"""Calls that were ended have so long to give back what they hold."""
_SERVER_OPTIONS: list[tuple[str, Any]] = [
    *FLOW_CONTROL_OPTIONS,
    ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
    ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
    # Clients ping every 10 s, also between calls (rpc_client): allow it, and notice ourselves when one has gone silent.
    ("grpc.keepalive_time_ms", 10_000),
    ("grpc.keepalive_timeout_ms", 5_000),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.min_ping_interval_without_data_ms", 5_000),
    ("grpc.http2.max_ping_strikes", 0),
    # Long-lived channels meet new replicas only when connections end now and then; running calls get the grace.
    ("grpc.max_connection_age_ms", 30 * 60 * 1000),
    ("grpc.max_connection_age_grace_ms", 20 * 60 * 1000),
    ("grpc.so_reuseport", 0),
]


class RpcServer:
    """One service's server. `add` its servicers, `start`, later `stop`.

    Health says NOT_SERVING until `start` and again from `stop` on.
    """

    def __init__(self, service: str, address: str) -> None:
        """Takes the service's name and where to listen; port 0 picks a free one."""
        self.service = service
        self._address = address
        interceptor = ErrorInterceptor()
        self._running = interceptor.running
        self._server = aio.server(interceptors=[interceptor], options=_SERVER_OPTIONS)
        # grpcio-health-checking has no types.
        self._health: Any = cast(Any, health).aio.HealthServicer()
        cast(Any, health_pb2_grpc).add_HealthServicer_to_server(self._health, self._server)
        self._info = _InfoServicer(service)
        info_pb2_grpc.add_InfoServiceServicer_to_server(self._info, self._server)
        self._names = [
            health_pb2.DESCRIPTOR.services_by_name["Health"].full_name,
            info_pb2.DESCRIPTOR.services_by_name["InfoService"].full_name,
        ]
        self.port = 0
        """The port in use, once started."""

    def add(
        self, add_to_server: Callable[[Any, aio.Server], None], servicer: object, descriptor: ServiceDescriptor
    ) -> None:
        """Serves `servicer` and lists it in reflection and health."""
        add_to_server(servicer, self._server)
        self._names.append(descriptor.full_name)

    def describe(self, info: Callable[[], EngineInfo]) -> None:
        """Sets what `GetInfo` answers; asked every time, since engines change."""
        self._info.engine = info

    async def start(self) -> None:
        """Listens, and says SERVING.

        Raises:
            RuntimeError: The address is taken or cannot be used.
        """
        reflection.enable_server_reflection([*self._names, reflection.SERVICE_NAME], self._server)
        self.port = self._server.add_insecure_port(self._address)
        await self._server.start()
        for name in ("", *self._names):
            await self._health.set(name, health_pb2.HealthCheckResponse.SERVING)
        log.info("serving", address=f"{self._address.rpartition(':')[0]}:{self.port}")

    async def stop(self, grace_s: float) -> None:
        """Says NOT_SERVING, takes no new calls, lets the running ones finish for `grace_s` seconds, ends the rest.

        Returns when the calls have cleaned up: gRPC's own stop cancels them and waits for nobody, so that what they
        work with would be closed under them.
        """
        await self._health.enter_graceful_shutdown()
        await self._server.stop(grace_s)
        if self._running:
            await asyncio.wait(self._running, timeout=_CLEAN_UP_S)


class _InfoServicer(info_pb2_grpc.InfoServiceServicer):
    """Answers what the service is."""

    def __init__(self, service: str) -> None:
        self._service = service
        self.engine: Callable[[], EngineInfo] = lambda: EngineInfo("")

    async def GetInfo(self, request: info_pb2.GetInfoRequest, context: object) -> info_pb2.GetInfoResponse:  # type: ignore[override]
        engine = self.engine()
        return info_pb2.GetInfoResponse(
            service=self._service,
            version=release(),
            engine=engine.name,
            model=engine.model,
            reason=engine.reason,
            caveat=engine.caveat,
            is_degraded=engine.is_degraded,
        )


@functools.cache
def release() -> str:
    """The release that runs, e.g. `0.1.0`."""
    try:
        return version("xquizit-kit")
    except PackageNotFoundError:
        return "0"


class ErrorInterceptor(aio.ServerInterceptor):
    """Turns what a servicer raises into a gRPC status: our own errors by their table, anything else into INTERNAL.

    An unknown exception's text goes to the log and never to the caller.
    """

    def __init__(self) -> None:
        """Knows of no call yet."""
        self.running: set[asyncio.Task[Any]] = set()
        """The tasks of the calls that are being answered, or clean up."""

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Any]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Any:
        """Wraps the handler of whichever of the four kinds it is."""
        handler = await continuation(handler_call_details)
        if handler is None:
            return None
        method = str(handler_call_details.method)
        if handler.response_streaming:
            kind, inner = (
                (grpc.stream_stream_rpc_method_handler, handler.stream_stream)
                if handler.request_streaming
                else (grpc.unary_stream_rpc_method_handler, handler.unary_stream)
            )
            wrapped: Callable[..., Any] = _wrap_streaming(inner, method, self.running)
        else:
            kind, inner = (
                (grpc.stream_unary_rpc_method_handler, handler.stream_unary)
                if handler.request_streaming
                else (grpc.unary_unary_rpc_method_handler, handler.unary_unary)
            )
            wrapped = _wrap_unary(inner, method, self.running)
        return kind(wrapped, handler.request_deserializer, handler.response_serializer)


def _wrap_unary(
    inner: Callable[..., Awaitable[Any]], method: str, running: set[asyncio.Task[Any]]
) -> Callable[..., Awaitable[Any]]:
    async def call(request: Any, context: aio.ServicerContext[Any, Any]) -> Any:
        _note(running)
        try:
            return await inner(request, context)
        except BaseException as error:
            await _abort(error, context, method)

    return call


def _wrap_streaming(inner: Callable[..., Any], method: str, running: set[asyncio.Task[Any]]) -> Callable[..., Any]:
    if not inspect.isasyncgenfunction(inner):
        # A handler that writes to its context (health's Watch) is a coroutine like a unary one.
        return _wrap_unary(inner, method, running)

    # A coroutine that writes, not a generator: gRPC drops a cancelled call's generator without closing it, and what it
    # holds (a slot, an engine) would be freed only when the garbage collector comes by.
    async def call(request: Any, context: aio.ServicerContext[Any, Any]) -> None:
        _note(running)
        try:
            async with aclosing(inner(request, context)) as responses:
                async for response in responses:
                    try:
                        await context.write(response)
                    except aio.InternalError:
                        # The caller is gone, and gRPC's own cancellation of this call has not come round yet.
                        log.info("caller gone", method=method)
                        return
        except BaseException as error:
            await _abort(error, context, method)

    return call


def _note(running: set[asyncio.Task[Any]]) -> None:
    """The current call is running until its task ends."""
    task = asyncio.current_task()
    if task is not None:
        running.add(task)
        task.add_done_callback(running.discard)


async def _abort(error: BaseException, context: aio.ServicerContext[Any, Any], method: str) -> NoReturn:
    """Ends the call with the status that `error` means."""
    task = asyncio.current_task()
    match error:
        case asyncio.CancelledError() if task is not None and task.cancelling():
            raise error
        case asyncio.CancelledError():
            # Not this call was cancelled but something it awaited; left alone, a client without deadline would hang.
            log.error("cancelled inside", method=method)
            error = Unavailable("Something went away while answering. Please try again.", retry_after_s=1.0)
        case aio.AbortError() | KeyboardInterrupt() | SystemExit():
            raise error
        case XquizitError():
            log.info("refused", method=method, reason=error.reason)
        case _:
            log.error("failed", method=method, exc_info=error)
            error = XquizitError("Something went wrong on our side.")
    await context.abort_with_status(to_grpc_status(error))
    raise AssertionError("abort_with_status always raises")
