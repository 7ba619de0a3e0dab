"""Logs: structlog everywhere, one line per event, JSON in production, readable on a terminal.

Messages are static, facts are fields. Never log what a candidate said, wrote or uploaded, nor a key or token.
"""

import logging
import sys
from typing import Literal

import structlog
from structlog.typing import Processor

_CHATTY = ("httpx", "google_genai")
"""Libraries that tell of every call; at `debug` they may."""


def configure_logs(service: str, *, level: str, style: Literal["auto", "console", "json"]) -> None:
    """Sets up structlog and the standard library's loggers of this process to write to stderr.

    Args:
        service: Stands on every line.
        level: `debug`, `info`, `warning` or `error`.
        style: `json`, `console`, or `auto` (console on a terminal).
    """
    console = style == "console" or (style == "auto" and sys.stderr.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        _drop_color_message,
        structlog.processors.TimeStamper(fmt="%H:%M:%S.%f" if console else "iso", utc=not console),
        _name_service(service),
    ]
    renderer: list[Processor] = (
        [_ConsoleLine()] if console else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    if level != "debug":
        for name in _CHATTY:
            logging.getLogger(name).setLevel(logging.WARNING)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of one module."""
    return structlog.stdlib.get_logger(name)


def _drop_color_message(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Uvicorn says everything a second time, with escape codes for terminals."""
    event.pop("color_message", None)
    return event


def _name_service(service: str) -> Processor:
    def add(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        event["service"] = service
        return event

    return add


class _ConsoleLine:
    """One aligned line: time, service, level when it matters, the message and its facts."""

    def __call__(self, _logger: object, _method: str, event: structlog.typing.EventDict) -> str:
        time, service, level = event.pop("timestamp", ""), event.pop("service", ""), event.pop("level", "info")
        message, exc_info = event.pop("event", ""), event.pop("exc_info", None)
        facts = " ".join(f"{key}={value}" for key, value in event.items() if not key.startswith("_"))
        mark = "" if level in {"info", "debug"} else f"{level.upper()} "
        line = f"{time[:12]} {service:<13} {mark}{message}{'  ' if facts else ''}{facts}"
        if exc_info:
            formatted = structlog.processors.ExceptionRenderer()(None, "", {"exc_info": exc_info})
            line += "\n" + str(formatted.get("exception", ""))
        return line
