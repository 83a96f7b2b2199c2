"""Reads what a generator makes of noise."""

import torch
from torch import Tensor

from nndesigner.training.instruments.instrument import Instrument, Moment, Subject
from nndesigner.training.quantities import GENERATED
from nndesigner.training.readings import Generated, Readings

PICTURES, POINTS = 64, 512
"""How many samples are made: of pictures and sequences, and of flat vectors."""
EVERY = 10
"""At each so many-th step there is a look: samples do not change that fast."""


class GeneratedInstrument(Instrument):
    """Samples that the generator makes of the same noise at every look, with dropout off and running averages used."""

    quantities = (GENERATED,)

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        self._network, self._feed = subject.network, subject.feed
        self._step = 0

    @classmethod
    def applies(cls, subject: Subject) -> bool:
        return subject.network.generates

    def is_due(self, step: int) -> bool:
        return super().is_due(step) and (self._cadence.closely or step % EVERY == 1)

    def read(self, moment: Moment) -> Readings:
        if moment.step == self._step or moment.inputs is None:  # one look is enough for all turns of a step
            return {}
        self._step = moment.step
        number = POINTS if moment.inputs.dim() == 2 else PICTURES
        made, sample = self._made(moment.inputs, number), moment.inputs.shape[1:]
        if made[0].numel() != sample.numel():  # a generator of something else, such as what a layer gives
            return {}
        together = (
            torch.cat([made.reshape(number, *sample).float(), moment.inputs[:number].float()]).cpu().numpy().copy()
        )
        return {GENERATED.name: Generated(together[:number], together[number:])}

    @torch.no_grad()
    def _made(self, inputs: Tensor, number: int) -> Tensor:
        network = self._network
        was_training, draw, network.clock.draw = network.training, network.clock.draw, 0
        network.eval()
        made = network.generate(*self._feed(inputs[:1].expand(number, *inputs.shape[1:])))
        network.train(was_training)
        network.clock.draw = draw
        return made
