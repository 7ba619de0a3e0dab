"""The four real services in this process, on free ports, as their own composition roots build them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from xquizit_documents.config import DocumentsSettings
from xquizit_documents.server import compose as compose_documents
from xquizit_interview.config import InterviewSettings
from xquizit_interview.server import compose as compose_interview
from xquizit_kit.rpc_server import RpcServer
from xquizit_transcription.config import TranscriptionSettings
from xquizit_transcription.server import compose as compose_transcription
from xquizit_tts.config import TtsSettings
from xquizit_tts.server import compose as compose_tts


@asynccontextmanager
async def real_services(redis_url: str) -> AsyncIterator[dict[str, str]]:
    """Starts documents, interview, transcription and tts; yields their addresses as gateway settings."""
    anywhere = "127.0.0.1:0"
    async with AsyncExitStack() as stack:
        servers: list[RpcServer] = [
            await stack.enter_async_context(composed)
            for composed in (
                compose_documents(DocumentsSettings(_env_file=None, redis_url=redis_url, documents_listen=anywhere)),
                compose_interview(InterviewSettings(_env_file=None, redis_url=redis_url, interview_listen=anywhere)),
                compose_transcription(
                    TranscriptionSettings(_env_file=None, redis_url=redis_url, transcription_listen=anywhere)
                ),
                compose_tts(TtsSettings(_env_file=None, redis_url=redis_url, tts_listen=anywhere)),
            )
        ]
        addresses: dict[str, str] = {}
        for server in servers:
            await server.start()
            stack.push_async_callback(server.stop, 0)
            addresses[f"{server.service}_address"] = f"127.0.0.1:{server.port}"
        yield addresses
