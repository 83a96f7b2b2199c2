"""What a training is of: its design, samples and first weights, which a checkpoint has to be of as well."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

import numpy as np

from nndesigner.data.preparing.prepared import Prepared
from nndesigner.design.model import Design
from nndesigner.design.plain import data_to_plain, network_to_plain, training_to_plain
from nndesigner.project.references import with_paths
from nndesigner.project.weights import Weights
from nndesigner.training.state import State, StateDoesNotFit

ROWS = 1000
"""Samples that are looked at, evenly chosen; of the targets all are."""
_HELP = "Resume with what the checkpoint was made with, or begin anew without resuming."


def identity_of(design: Design, begins_with: Weights | None) -> State:
    """What makes a difference to a training of `design`, as plain values; the weights that it begins with, if given."""
    pathless = with_paths(design, lambda _: "")  # files that were moved are the same
    network = network_to_plain(pathless)
    nodes = {each["id"]: {"kind": each["kind"], "parameters": each["parameters"]} for each in network["nodes"]}
    return {
        "layers": nodes,
        "links": network["links"],
        "training": training_to_plain(design.training),
        "data": data_to_plain(pathless.data),
        "begins_with": None if begins_with is None else _digest_of_weights(begins_with),
    }


def require_same(now: State, before: State) -> None:
    """Raise StateDoesNotFit, which says what differs, unless both identities are the same."""
    for part, what in _PARTS.items():
        if now[part] != before.get(part):
            detail = _difference(before.get(part), now[part])
            raise StateDoesNotFit(f"The checkpoint is of another training: {what} differ{detail}. {_HELP}")


def digest_of(samples: Prepared) -> str:
    """Of prepared samples: how many there are, how they are split, their targets, and some of their inputs."""
    digest = blake2b(digest_size=16)
    for inputs in (samples.inputs, samples.test_inputs):
        digest.update(repr(tuple(inputs.shape)).encode())
        if isinstance(inputs, np.ndarray) and len(inputs):
            digest.update(inputs[:: -(-len(inputs) // ROWS)].tobytes())
    parts = samples.parts
    for values in (samples.targets, samples.test_targets, parts.taught, parts.aside, parts.tested):
        digest.update(values.tobytes())
    return digest.hexdigest()


def require_same_samples(digest: str, before: str) -> None:
    """Raise StateDoesNotFit unless both digests are the same."""
    if digest != before:
        raise StateDoesNotFit(f"The checkpoint learned from other samples: the data has changed since. {_HELP}")


_PARTS: Mapping[str, str] = {
    "layers": "the layers",
    "links": "the links between the layers",
    "training": "the training options",
    "data": "the data options",
    "begins_with": "the weights that it began with",
}


def _difference(before: Any, now: Any) -> str:
    """The first value that is another, such as " (epochs was 10, is 20)"."""
    if not isinstance(before, Mapping) or not isinstance(now, Mapping):
        return ""
    for name in {**now, **before}:
        if before.get(name) != now.get(name):
            was, is_now = before.get(name), now.get(name)
            if isinstance(was, Mapping) and isinstance(is_now, Mapping):
                return _difference(was, is_now)
            return f" ({name.replace('_', ' ')} was {str(was)[:60]}, is {str(is_now)[:60]})"
    return ""


def _digest_of_weights(weights: Weights) -> str:
    digest = blake2b(digest_size=16)
    for values in weights.values():
        digest.update(values.tobytes())
    return digest.hexdigest()
