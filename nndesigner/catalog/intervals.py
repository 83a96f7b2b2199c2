"""Intervals as they stand in texts: "(0, 1)", "[0, ∞)"."""


def limits_of(interval: str) -> tuple[float, float]:
    """The two ends of `interval`, in the mathematical notation that entries use."""
    low, high = interval.strip("[]()").replace("−", "-").replace("∞", "inf").split(", ")
    return float(low), float(high)


def in_words(low: float, high: float) -> str:
    """ "from 0 to 1", "from 0 on", "of any size"."""
    if low == float("-inf"):
        return "of any size" if high == float("inf") else f"up to {_shown(high)}"
    return f"from {_shown(low)} on" if high == float("inf") else f"from {_shown(low)} to {_shown(high)}"


def _shown(number: float) -> str:
    return f"{number:.4g}".replace("-", "−")
