"""`python -m xquizit_runpod_worker`: loads the model, then takes jobs."""

import logging
import os
import signal
import sys
from types import FrameType

from xquizit_runpod_worker.config import load_settings

log = logging.getLogger("xquizit_runpod_worker")


def main() -> None:
    """Serves until SIGTERM or SIGINT; status 2: wrong settings, 1: no model."""
    settings = load_settings(os.environ)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    log.setLevel(logging.INFO)

    from xquizit_runpod_worker.errors import ModelUnavailable
    from xquizit_runpod_worker.handler import JobHandler
    from xquizit_runpod_worker.recognition import Recognizer
    from xquizit_runpod_worker.runpod_api import serve

    try:
        recognizer = Recognizer.load(settings)
    except ModelUnavailable as unavailable:
        sys.stderr.write(f"{unavailable}\n")
        raise SystemExit(1) from None
    log.info("model %s loaded on %s", recognizer.name, recognizer.device)
    # The local API ends its requests, then hands the signal on; the worker on RunPod has its own way.
    signal.signal(signal.SIGTERM, _end)
    handler = JobHandler(recognizer, settings)
    try:
        serve(handler.handle)
    finally:
        handler.close()


def _end(_: int, __: FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    main()
