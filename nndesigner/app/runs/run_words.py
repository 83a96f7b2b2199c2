"""What the list of runs says of each: how it ended, how good it was, how long it took, and when that was."""

from datetime import datetime

from nndesigner.catalog.shapes import grouped
from nndesigner.project.record import Ending, Summary
from nndesigner.words.counts import counted
from nndesigner.words.durations import spoken
from nndesigner.words.metrics import in_words, is_part, kinds_in, short_name
from nndesigner.words.numbers import figure

ENDINGS = {
    Ending.FINISHED: "finished",
    Ending.STOPPED: "stopped",
    Ending.FAILED: "failed",
    Ending.INTERRUPTED: "interrupted",
}
UNDER_WAY = "under way"
HOSTS = {"thread": "in the program itself", "process": "in a process of its own"}
"""Where a run was computed, by the value of its HostKind."""
ICONS = {
    Ending.FINISHED: ("good", "good"),
    Ending.STOPPED: ("stop", "muted"),
    Ending.FAILED: ("error", "bad"),
    Ending.INTERRUPTED: ("warning", "warning"),
    None: ("train", "accent"),
}
"""The picture of each ending, and the role of its colour."""
SEPARATOR = " · "


def ending_in_words(summary: Summary) -> str:
    """How it ended: "finished", "stopped", ..."""
    return ENDINGS[summary.ending] if summary.ending else UNDER_WAY


def result_in_words(summary: Summary) -> str:
    """The metric that says most of the best epoch's validation: "97.8 %" or "loss 0.0412"; empty when none is known."""
    metrics = summary.validation or summary.test or summary.train
    for kind in kinds_in(metrics):
        name = next(name for name in metrics if name.partition("/")[0] == kind and " " not in name)
        return in_words(kind, metrics[name]) if is_part(kind) else f"{short_name(kind)} {figure(metrics[name])}"
    return f"loss {figure(metrics['loss'])}" if "loss" in metrics else ""


def reached_in_words(summary: Summary) -> str:
    """How far it came: "10 epochs", "3 of 10 epochs", or steps before the first epoch is over."""
    if not summary.epoch:
        return f"{grouped(summary.step)} of {counted(summary.steps, 'step')}" if summary.steps else ""
    if summary.epoch >= summary.epochs:
        return counted(summary.epoch, "epoch")
    return f"{grouped(summary.epoch)} of {counted(summary.epochs, 'epoch')}"


def details_in_words(summary: Summary, now: datetime | None = None) -> str:
    """The second line: how far, how long, when; how it ended where it did not finish."""
    ended = "" if summary.ending is Ending.FINISHED else ending_in_words(summary)
    length = "" if summary.seconds is None else spoken(summary.seconds)
    when = began_in_words(summary.began, now)
    return SEPARATOR.join(filter(None, (ended, reached_in_words(summary), length, when)))


def began_in_words(began: float | None, now: datetime | None = None) -> str:
    """The time of today or yesterday, otherwise the day: "14:05", "yesterday 9:30", "2026-03-07"."""
    if began is None:
        return ""
    try:
        then, now = datetime.fromtimestamp(began), now or datetime.now()
    except (OverflowError, OSError, ValueError):
        return ""
    days = (now.date() - then.date()).days
    clock = f"{then.hour}:{then.minute:02}"
    return clock if days == 0 else f"yesterday {clock}" if days == 1 else f"{then:%Y-%m-%d}"


def all_in_words(summary: Summary) -> str:
    """Everything in one line, as it is read out."""
    pinned = "pinned" if summary.pinned else ""
    ended = ending_in_words(summary) if summary.ending is Ending.FINISHED else ""
    parts = (summary.name, ended, result_in_words(summary), details_in_words(summary), pinned, summary.note)
    return ", ".join(filter(None, parts)).replace(SEPARATOR, ", ")


def computed_in_words(summary: Summary) -> str:
    """Where: "Computed on CPU, 2 threads, in a process of its own"; empty when nobody kept it."""
    is_cpu = summary.threads and summary.device.startswith("CPU")
    threads = counted(summary.threads, "thread") if is_cpu else ""
    parts = filter(None, (summary.device, threads, HOSTS.get(summary.host, "")))
    return f"Computed on {', '.join(parts)}" if summary.device else ""


def tooltip(summary: Summary) -> str:
    """What the two lines have no room for: the note, why it failed, where it was computed."""
    best = f"Best epoch {summary.best_epoch}" if summary.best_epoch else ""
    where = computed_in_words(summary)
    facts = SEPARATOR.join(filter(None, (ending_in_words(summary).capitalize(), best, f"seed {summary.seed}", where)))
    return "\n".join(filter(None, (summary.note, summary.failure, facts)))
