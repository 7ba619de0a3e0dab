"""The packages of the extra as plain values: they carry no types, and are not in the environment of the checks.

Importing this imports torch, which takes seconds and 500 MB: only worker processes do, after `check_packages`.
"""

from importlib import import_module
from typing import Any

torch: Any = import_module("torch")
kokoro: Any = import_module("kokoro")
RealtimeTTS: Any = import_module("RealtimeTTS")
kokoro_engine: Any = import_module("RealtimeTTS.engines.kokoro_engine")
"""The module in which RealtimeTTS makes its pipelines by the name `KPipeline`."""
pyaudio: Any = import_module("pyaudio")
Pipeline: Any = kokoro.KPipeline
"""kokoro's own pipeline, as a base class."""
