"""Prints how samples were read and what the classes are called, where no preparation of a table says so."""

import inspect

from nndesigner.catalog.sources.image_folder import ImageFolder
from nndesigner.data.preparing.fitted import Fitted
from nndesigner.design.model import Design
from nndesigner.export import picture_steps
from nndesigner.export.python_lines import listed, quoted


def printed_classes(design: Design, fitted: Fitted | None) -> str:
    """The names of the classes in the order of the outputs, as a constant; nothing when there are none."""
    names = design.data.class_names()
    if not names or (fitted and fitted.classes):
        return ""
    return "\n".join([*listed("CLASSES", map(quoted, names)), ""])


def printed_reading(design: Design) -> str:
    """The function that reads a picture file, followed by empty lines; nothing for other data."""
    source = design.data.source
    if not isinstance(source, ImageFolder):
        return ""
    mode = "L" if source.colours == "gray" else "RGB"
    arguments = f"{source.height}, {source.width}, {quoted(mode)}, {source.resizing == 'fit'}"
    return f"{inspect.getsource(picture_steps.picture).rstrip()}\n\n\n{_READ.format(arguments=arguments)}"


_READ = '''def read(path: Path | str) -> Tensor:
    """A batch of one sample, raw as the network's samples were, from a picture file."""
    return picture(path, {arguments})


'''
