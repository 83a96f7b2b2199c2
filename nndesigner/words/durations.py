"""Durations in words."""


def spoken(seconds: float) -> str:
    """A duration for reading: 0:41, 12:05, 3:20:00."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
