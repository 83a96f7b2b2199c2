"""Names of layers as names in Python code: valid, unique, and in the way of nothing."""

import keyword
import re
import unicodedata

from torch import nn

from nndesigner.design.model import Design, NodeId
from nndesigner.design.names import unused
from nndesigner.network.additions.addition import ADDITIONS

WORDS_OF_THE_CODE = frozenset({"self", "x", "y", "torch", "nn", "F", "sum", "Tensor"})
"""What the exported `forward` uses itself."""
TAKEN = WORDS_OF_THE_CODE | frozenset(dir(nn.Module())) | ADDITIONS.keys()
"""What no layer may be called in the code, because something else is."""


def python_names(design: Design) -> dict[NodeId, str]:
    """For every layer a name that can be an attribute of an `nn.Module` and a variable in its `forward`."""
    found: dict[NodeId, str] = {}
    for identity, node in design.nodes.items():
        # Python itself reads identifiers in this normal form
        name = re.sub(r"\W", "_", unicodedata.normalize("NFKC", node.name))
        # two underscores at the start, such as a number behind "_" makes, would be changed by the class around them
        is_usable = name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("_")
        if not is_usable or name in TAKEN:
            name = f"layer_{name.strip('_')}"
        found[identity] = unused(name, {*TAKEN, *found.values()})
    return found
