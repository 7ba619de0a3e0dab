"""A bare gRPC server of the documents stream's shape: takes the bytes and reads nothing.

`DOCUMENT_PORT=<port> python -m bench.floor.document` serves until it is killed.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from typing import Any

from grpc import aio

from xquizit.documents.v1 import documents_pb2, documents_pb2_grpc


class Taker(documents_pb2_grpc.DocumentsServiceServicer):
    """Takes documents and reads none."""

    async def Parse(
        self, request_iterator: AsyncIterator[documents_pb2.ParseRequest], _context: Any
    ) -> documents_pb2.ParseResponse:
        """Collects the bytes, as the service does."""
        data = bytearray()
        async for request in request_iterator:
            data += request.chunk
        return documents_pb2.ParseResponse(page_count=len(data) & 1)


async def serve(port: int) -> None:
    """Serves until the process ends."""
    server = aio.server()
    documents_pb2_grpc.add_DocumentsServiceServicer_to_server(Taker(), server)
    server.add_insecure_port(f"127.0.0.1:{port}")
    await server.start()
    await server.wait_for_termination()


if __name__ == "__main__":
    asyncio.run(serve(int(os.environ["DOCUMENT_PORT"])))
