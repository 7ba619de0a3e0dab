"""Has the libraries write nothing: they print and log texts that they could not speak."""

import logging
import os
import sys
import warnings
from importlib import import_module
from typing import Any


def quiet_libraries() -> None:
    """Silences warnings, logs and what is printed, for the life of this process; stderr stays for us."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    sys.stdout = open(os.devnull, "w")
    loguru: Any = import_module("loguru")
    loguru.logger.remove()
