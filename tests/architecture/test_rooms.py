"""Every line knows its room: who may import what, and that each service has the same shape."""

import pytest

from tests.architecture.source_tree import SERVICES, imports_any, modules, service_modules

VENDORS = {
    "google.genai", "runpod", "RealtimeTTS", "torch", "kokoro", "espeakng_loader", "pocketsphinx", "faster_whisper",
    "ctranslate2", "pypdf", "docx", "pypdfium2", "tesserocr",
}  # fmt: skip
"""Packages that only an engine may import."""

GRPC_SERVICES = [service for service in SERVICES if service != "gateway"]

PURE = {
    "interview": {
        "answers", "hygiene", "limits", "moves", "planning", "policy", "reading", "reporting", "state", "status",
        "transcript", "wording", "words", "engines/gemini/plans", "engines/gemini/prompts", "engines/gemini/tags",
    },
    "transcription": {
        "answer", "endpointing", "engines/runpod/job_times", "engines/runpod/payload", "engines/runpod/reply",
        "engines/whisper/decoding", "engines/whisper/segments", "events", "kept_audio", "level",
        "models/catalog", "segmenter", "spoken_language", "engines/pocketsphinx/gates",
        "turn_taking/clauses", "turn_taking/hints", "turn_taking/patience", "turn_taking/pauses",
        "turn_taking/phrases", "turn_taking/turns",
        "windows/agreement", "windows/belief", "windows/languages", "windows/overlap", "windows/pieces",
        "windows/prompts", "windows/schedule", "windows/spelling", "windows/tally",
    },
    "tts": {"alignment", "chunker", "code_words", "frames", "line", "previews", "speakable"},
    "documents": {
        "archive", "colours", "document", "hyphens", "kind", "links", "ocr_options", "page_numbers", "profile",
        "profiling", "refusals", "text",
    },
    "gateway": {
        "listening/arrival", "listening/ledger", "listening/messages", "renderers/report", "renderers/style",
        "renderers/transcript", "renderers/uncertain", "turns/due",
        "turns/heard", "turns/pace", "turns/piece", "turns/sse",
    },
}  # fmt: skip
"""Modules, and whole rooms, that must have no I/O, clock, random, logger or async, by path below the package."""

IMPURE = {
    "asyncio", "datetime", "logging", "structlog", "xquizit_kit.logs", "random", "secrets", "time", "socket",
    "subprocess", "redis", "grpc", "httpx", "os", "threading", "xquizit_kit.redis_client", "xquizit_kit.rpc_client",
    "xquizit_kit.rpc_server",
}  # fmt: skip


@pytest.mark.parametrize("service", SERVICES)
def test_generated_messages_stay_at_the_border(service: str) -> None:
    for module in service_modules(service):
        at_border = module.name == "servicer" or (service == "gateway" and module.path.parent.name == "clients")
        if not at_border:
            assert not imports_any(module.imports, {"xquizit"}), f"{module.path} imports generated code"


@pytest.mark.parametrize("service", SERVICES)
def test_vendor_packages_are_imported_by_engines_only(service: str) -> None:
    for module in service_modules(service):
        if "engines" not in module.path.parts:
            assert not imports_any(module.imports, VENDORS), module.path


@pytest.mark.parametrize("service", GRPC_SERVICES)
def test_choosing_an_engine_imports_only_that_engine(service: str) -> None:
    [chooser] = [m for m in service_modules(service) if m.path.match("engines/__init__.py")]
    engines = {f"xquizit_{service}.engines"}
    assert not imports_any(chooser.top_imports, engines | VENDORS), "import engines inside the branches of the match"


@pytest.mark.parametrize("service", GRPC_SERVICES)
def test_every_service_has_the_same_shape(service: str) -> None:
    names = {str(m.path.relative_to(f"services/{service}/xquizit_{service}")) for m in service_modules(service)}
    expected = {"__init__.py", "__main__.py", "config.py", "server.py", "servicer.py", "port.py", "engines/__init__.py"}
    assert expected <= names


@pytest.mark.parametrize("service", SERVICES)
def test_the_pure_core_is_pure(service: str) -> None:
    package = f"services/{service}/xquizit_{service}"
    by_path = {str(module.path.relative_to(package).with_suffix("")): module for module in service_modules(service)}
    for pure in PURE[service]:
        paths = [path for path in by_path if path == pure or path.startswith(f"{pure}/")]
        assert paths, f"{pure} has moved: tell this test where to"
        for path in paths:
            assert not imports_any(by_path[path].imports, IMPURE), path
            assert "async def" not in by_path[path].path.read_text(), path


def test_the_servicer_is_translation_and_knows_no_engine_or_redis() -> None:
    for service in GRPC_SERVICES:
        [servicer] = [m for m in service_modules(service) if m.name == "servicer"]
        assert not imports_any(servicer.imports, {"redis", f"xquizit_{service}.engines", *VENDORS}), servicer.path


def test_files_are_nouns_and_say_what_they_hold() -> None:
    forbidden = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
    for folder in ("kit", "services", "deploy/local", "protos"):
        for module in modules(folder):
            assert module.name not in forbidden, module.path
            first = module.docstring.partition("\n")[0]
            assert len(first) > 15, f"{module.path} does not say in its first line what it holds"
