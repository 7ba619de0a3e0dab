"""Large documents on their way through the gateway: they pass, and the gateway does not hold them."""

import asyncio
import io
import os
import zipfile

import docx
import psutil
import pytest

from tests.fakes.real_services import real_services
from tests.fakes.running_gateway import gateway_process, gateway_settings

FILE_BYTES = 9_900_000
AT_ONCE = 4
JOB = "We look for a payroll accountant. You must have three years of experience with payroll and with tax returns."
RESUME = "Payroll accountant at Northwind Foods since 2015. I prepared the payroll of four hundred people every month."


def large_document(text: str) -> bytes:
    """A DOCX with a paragraph, and an attachment that does not compress."""
    made = io.BytesIO()
    document = docx.Document()
    document.add_paragraph(text)
    document.save(made)
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("word/embeddings/attachment.bin", os.urandom(FILE_BYTES), compress_type=zipfile.ZIP_STORED)
    return made.getvalue()


@pytest.mark.timeout(110)
async def test_the_gateway_does_not_hold_what_is_uploaded(redis_url: str) -> None:
    files = {"resume": ("resume.docx", large_document(RESUME)), "job_description": ("job.docx", large_document(JOB))}
    async with (
        real_services(redis_url) as addresses,
        gateway_process(gateway_settings(redis_url, **addresses)) as gateway,
    ):
        process = psutil.Process(gateway.process.pid)

        async def upload() -> int:
            answer = await gateway.client.post("/upload-documents", files=files, timeout=60)
            assert answer.status_code == 201, answer.text
            return answer.json()["resume_length"]

        assert await upload() >= len(RESUME)  # the first upload imports and opens what all need
        before = process.memory_info().rss
        uploads = asyncio.gather(*(upload() for _ in range(AT_ONCE)))
        most = before
        while not uploads.done():
            most = max(most, process.memory_info().rss)
            await asyncio.wait({uploads}, timeout=0.01)
        await uploads
        grown_mb = (most - before) / 1e6
        # 80 MB pass through; 1 MB of each file may wait in memory, the rest waits on the disk.
        assert grown_mb < 25, f"grew by {grown_mb:.0f} MB while {2 * AT_ONCE * FILE_BYTES / 1e6:.0f} MB passed"
