"""Makes the torch optimizers that a design asks for."""

from collections.abc import Iterable, Sequence
from inspect import signature
from typing import Any

import torch
from torch import nn

from nndesigner.catalog.calls import PARAMETERS, Function
from nndesigner.catalog.optimizers.optimizer import Optimizer
from nndesigner.design.goals import own_optimizer
from nndesigner.design.learners import learners
from nndesigner.design.model import Design, NodeId
from nndesigner.design.turns import Turn
from nndesigner.network.memory import kept_per_weight
from nndesigner.network.network import Network
from nndesigner.network.performing import perform, resolve
from nndesigner.training.state import State, StateDoesNotFit, placed

SHARED = -1
"""Stands for the number of an output where layers are changed by the optimizer of the turn."""


def make_optimizer(optimizer: Optimizer, parameters: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
    """The optimizer over `parameters`, which computes all of them in one pass where torch can ("fused").

    Fused and plain optimizers follow the same rule and differ by rounding. It is warm: it makes its first step without
    having to import anything.
    """
    kept_per_weight(optimizer)
    call = optimizer.torch_call()
    keywords: dict[str, Any] = dict(call.keywords)
    if "fused" in signature(resolve(call.target)).parameters:
        keywords["fused"] = True
    learned = list(parameters) or [nn.Parameter(torch.zeros(0))]
    if optimizer.lines_weights_up:
        for parameter in learned:  # their gradients are laid out in memory as they are
            parameter.data = parameter.data.contiguous()
    return perform(Function(call.target, *call.arguments, **keywords), {PARAMETERS: learned})


def parameters_by_optimizer(design: Design, network: Network, turn: Turn) -> list[tuple[Optimizer, list[nn.Parameter]]]:
    """Which optimizer changes which weights in `turn`: that of an output all layers that lead to no other output.

    Layers that several outputs share are changed by the optimizer of the turn. Frozen weights have no gradient, and an
    optimizer passes them over until they learn again.
    """
    learning = learners(design, turn)
    owners: dict[NodeId, list[int]] = {}
    outputs = [node.id for node in design.of_kind("output")]
    for number in range(len(outputs)):
        for node in network.nodes_leading_to(number):
            owners.setdefault(node, []).append(number)
    groups: dict[int, tuple[Optimizer, list[nn.Parameter]]] = {SHARED: (turn.optimizer, [])}
    seen: set[int] = set()
    for node, parameters in network.weights_of_nodes().items():
        if node in learning:
            leading = owners.get(node, [])
            own = own_optimizer(design, outputs[leading[0]]) if len(leading) == 1 else None
            group = groups.setdefault(leading[0] if own else SHARED, (own or turn.optimizer, []))
            group[1].extend(each for each in parameters if id(each) not in seen)
            seen |= {id(each) for each in parameters}
    return [group for group in groups.values() if group[1]] or [groups[SHARED]]


def make_optimizers(
    chosen: Sequence[tuple[Optimizer, list[nn.Parameter]]],
) -> tuple[list[torch.optim.Optimizer], list[torch.optim.Optimizer]]:
    """All optimizers, and those of them that want to compute the cost again."""
    made = [(choice, make_optimizer(choice, parameters)) for choice, parameters in chosen]
    return [optimizer for _, optimizer in made], [each for choice, each in made if choice.needs_closure]


def set_numbers(optimizer: torch.optim.Optimizer, choice: Optimizer) -> None:
    """Have it go on with the numbers of `choice`, except the learning rate."""
    fresh = perform(choice.torch_call(), {PARAMETERS: [nn.Parameter(torch.zeros(1))]})
    for group in optimizer.param_groups:
        group.update({name: value for name, value in fresh.defaults.items() if name not in _KEPT})
    keep_carrying(optimizer)


def keep_carrying(optimizer: torch.optim.Optimizer) -> None:
    """Have the last move of every weight, which torch expects after the first step when some of it is carried on.

    Where none was noted it is zero; where nothing is carried on, it is forgotten.
    """
    for group in optimizer.param_groups:
        if _CARRYING not in group:
            continue
        states = [(each, optimizer.state[each]) for each in group["params"] if each in optimizer.state]
        if not group[_CARRYING]:
            for _, state in states:
                state.pop(_MOVE, None)
            continue
        has_begun = any(state.get(_MOVE) is not None for _, state in states)
        is_divided = isinstance(optimizer, torch.optim.RMSprop)
        wanting = states if is_divided else [(each, optimizer.state[each]) for each in group["params"] if has_begun]
        for each, state in wanting:
            if state.get(_MOVE) is None:
                state[_MOVE] = torch.zeros_like(each, memory_format=torch.preserve_format)


def forget_curvature(optimizer: torch.optim.Optimizer) -> None:
    """Have one that guesses the curvature begin anew: what it noted is of other weights."""
    if isinstance(optimizer, torch.optim.LBFGS):
        optimizer.state.clear()


def optimizer_state(optimizer: torch.optim.Optimizer) -> State:
    """What an optimizer remembers: its numbers, and what it keeps for each parameter, by the parameter's place."""
    parameters = _parameters(optimizer)
    kept = {str(place): dict(optimizer.state[each]) for place, each in enumerate(parameters) if each in optimizer.state}
    return {
        "numbers": {str(place): _numbers(group) for place, group in enumerate(optimizer.param_groups)},
        "kept": kept,
    }


def resume_optimizer(optimizer: torch.optim.Optimizer, state: State) -> None:
    """Go on from there; groups stay the objects they are, which others may hold. Raises StateDoesNotFit."""
    for place, group in enumerate(optimizer.param_groups):
        numbers = state["numbers"].get(str(place), {})
        if numbers.keys() != _numbers(group).keys():
            raise StateDoesNotFit("The checkpoint was written with another optimizer. Choose that one, or begin anew.")
        group.update({name: tuple(each) if isinstance(each, list) else each for name, each in numbers.items()})
    optimizer.state.clear()
    parameters = _parameters(optimizer)
    for place, kept in state["kept"].items():
        parameter = parameters[int(place)]
        optimizer.state[parameter] = {
            # a counter of steps may lie on the CPU while the weights do not: see `_device_of`
            name: placed(value, _device_of(optimizer, name, parameter))
            for name, value in kept.items()
        }


def _parameters(optimizer: torch.optim.Optimizer) -> list[nn.Parameter]:
    return [each for group in optimizer.param_groups for each in group["params"]]


def _numbers(group: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in group.items() if name != "params"}


def _device_of(optimizer: torch.optim.Optimizer, name: str, parameter: nn.Parameter) -> torch.device:
    """Where torch keeps what it calls `name`: counters of steps on the CPU unless its step is one kernel."""
    group = optimizer.param_groups[0]
    is_plain = name == "step" and not (group.get("fused") or group.get("capturable"))
    return torch.device("cpu") if is_plain else parameter.device


_KEPT = ("lr", "fused", "foreach")
_CARRYING, _MOVE = "momentum", "momentum_buffer"
