"""The terminal's side of every bench: numbers from the command line, lines to the screen."""

import sys


def numbers(text: str) -> list[int]:
    """`1,5,20` as numbers, in order.

    Raises:
        ValueError: It is something else.
    """
    return sorted({int(number) for number in text.split(",")})


def say(line: str) -> None:
    """Prints a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
