"""Adds up losses and right predictions without making a device wait."""

import torch
from torch import Tensor

from nndesigner.training.events import Metrics
from nndesigner.training.objective import Judgement
from nndesigner.training.state import State, placed


class Tally:
    """Sums over batches: plain numbers on a CPU; elsewhere they stay on the device until they are asked for.

    With several outputs, `names` says what they are called: the loss of each is kept as "loss/<name>".
    """

    def __init__(self, device: str, names: tuple[str, ...] = ("",)) -> None:
        self._device = device
        self._labels = [f"/{name}" for name in names] if len(names) > 1 else []
        self.clear()

    def clear(self) -> None:
        """Start again at zero."""
        self.samples = 0
        self._sums: dict[str, float | Tensor] = {}
        self._answers: dict[str, int] = {}

    def add(self, judgement: Judgement, samples: int) -> None:
        """Count a batch of so many `samples`."""
        self.samples += samples
        self._add("loss", judgement.loss, samples, samples)
        if judgement.cost is not judgement.loss:
            self._add("cost", judgement.cost, samples, samples)
        for label, loss in zip(self._labels, judgement.losses, strict=False):
            self._add(f"loss{label}", loss, samples, samples)
        for label, right, answers in zip(self._labels or [""], judgement.right, judgement.answers, strict=False):
            if right is not None:
                self._add(f"accuracy{label}", right, 1, answers)

    def add_turn(self, name: str, judgement: Judgement, samples: int, leads: bool) -> None:
        """Count a batch of so many `samples` for one of several turns; that which `leads` gives the loss of the step.

        Its loss is kept as "loss/<name>", and what the first output that has any got right as "accuracy/<name>".
        """
        right = next(((n, of) for n, of in zip(judgement.right, judgement.answers, strict=True) if n is not None), None)
        for label in ("", f"/{name}") if leads else (f"/{name}",):
            self._add(f"loss{label}", judgement.loss, samples, samples)
            if right:
                self._add(f"accuracy{label}", right[0], 1, right[1])
        if leads:
            self.samples += samples
            if judgement.cost is not judgement.loss:
                self._add("cost", judgement.cost, samples, samples)

    def means(self) -> Metrics:
        """Mean loss and accuracy, and those of every output; empty when nothing was counted."""
        if not self.samples:
            return {}
        return {name: float(value) / self._answers[name] for name, value in self._sums.items()}

    def state(self) -> State:
        """What was counted."""
        return {"samples": self.samples, "sums": dict(self._sums), "answers": dict(self._answers)}

    def resume(self, state: State) -> None:
        """Go on from there."""
        self.samples = state["samples"]
        self._sums = placed(state["sums"], torch.device(self._device))
        self._answers = dict(state["answers"])

    def _add(self, name: str, value: Tensor, times: int, answers: int) -> None:
        plain = value.item() if self._device == "cpu" else value.detach()
        if name not in self._sums:
            self._sums[name] = self._zero()
        self._sums[name] += plain * times
        self._answers[name] = self._answers.get(name, 0) + answers

    def _zero(self) -> float | Tensor:
        if self._device == "cpu":
            return 0.0
        # Apple's graphics cards have no double precision.
        return torch.zeros((), dtype=torch.float32 if self._device == "mps" else torch.float64, device=self._device)
