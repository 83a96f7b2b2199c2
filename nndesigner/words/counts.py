"""How many of something, in words."""

from nndesigner.catalog.shapes import grouped


def counted(number: int, noun: str) -> str:
    """So many of them: "1 layer", "3 layers", "60 000 samples"."""
    return f"{grouped(number)} {noun}{'' if number == 1 else 's'}"
