"""What the transcription service counts, as an operator's collector reads it."""

import httpx
from redis.asyncio import Redis

from tests.emulators.runpod.script import Script
from tests.emulators.runpod.server import RunpodEmulator
from tests.fakes.service_process import free_port
from tests.fakes.speech import silence
from tests.fakes.transcription_client import Client
from xquizit.transcription.v1 import transcription_pb2_grpc
from xquizit_kit import redis_keys
from xquizit_kit.redis_client import connect
from xquizit_kit.rpc_client import open_channel
from xquizit_transcription.config import TranscriptionSettings
from xquizit_transcription.server import compose


def value(metrics: str, name: str) -> float:
    [line] = [line for line in metrics.splitlines() if line.startswith(f"{name} ")]
    return float(line.rpartition(" ")[2])


async def test_jobs_finals_and_what_is_paid_for_are_counted(redis_url: str, tmp_path: object) -> None:
    script = Script()
    address = f"127.0.0.1:{free_port()}"
    async with RunpodEmulator(script) as provider, connect(redis_url) as redis:
        settings = TranscriptionSettings(
            _env_file=None,  # type: ignore[call-arg]
            redis_url=redis_url,
            transcription_listen="127.0.0.1:0",
            transcription_engine="runpod",
            transcription_metrics_listen=address,
            runpod_endpoint_base_url=provider.base_url,
            runpod_endpoint_id=provider.endpoint_id,
            runpod_api_key=provider.api_key,  # type: ignore[arg-type]
            runpod_log_dir=tmp_path,  # type: ignore[arg-type]
            xquizit_cache_dir=tmp_path,  # type: ignore[arg-type]
        )
        async with compose(settings) as server:
            await server.start()
            await _speak(server.port, redis, script.say("We measured it twice.") + silence(1.0))
            await server.stop(0)
            async with httpx.AsyncClient() as http:
                metrics = (await http.get(f"http://{address}/metrics")).text
    assert value(metrics, 'xquizit_finals_total{engine="runpod"}') == 1
    assert value(metrics, 'xquizit_recognizer_total{what="finals"}') == 1
    assert value(metrics, 'xquizit_recognizer_total{what="finals_without_job"}') == 1
    assert value(metrics, 'xquizit_recognizer_total{what="runpod_jobs"}') >= 1
    assert value(metrics, 'xquizit_recognizer_total{what="runpod_worker_seconds"}') >= 0
    assert value(metrics, "xquizit_heard_seconds_total") > 1
    assert value(metrics, "xquizit_speakers") == 0
    assert "We measured" not in metrics


async def _speak(port: int, redis: Redis, pcm: bytes) -> None:
    channel = open_channel(f"127.0.0.1:{port}")
    try:
        client = Client(transcription_pb2_grpc.TranscriptionServiceStub(channel))  # type: ignore[arg-type]
        await redis.set(redis_keys.state(client.session), "{}")
        heard = await client.hear(pcm)
        assert heard.text == "We measured it twice."
    finally:
        await channel.close()
