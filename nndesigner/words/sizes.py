"""Sizes of files and of memory in words."""

_LARGER = ("kB", "MB", "GB", "TB", "PB", "EB")


def size_in_words(number_of_bytes: int) -> str:
    """A size with two or three digits: "4.0 TB", "12 GB", "640 MB"."""
    value, unit = float(number_of_bytes), "bytes"
    for larger in _LARGER:
        if value < 999.5:
            break
        value, unit = value / 1000, larger
    return f"{value:.1f} {unit}" if value < 9.95 and unit != "bytes" else f"{value:.0f} {unit}"
