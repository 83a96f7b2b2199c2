"""How picture files are read, for exported code, where it goes word for word: it uses nothing but Pillow and torch.

`nndesigner.data.decoding` does the same faster and for rarer kinds of files.
"""

from pathlib import Path

import torch
from PIL import Image, ImageOps
from torch import Tensor


def picture(path: Path | str, height: int, width: int, mode: str, keeps_proportions: bool) -> Tensor:
    """The picture in a file, (1, channels, height, width), from 0 to 1; transparent parts are white, margins black."""
    with Image.open(path) as file:
        is_lying = file.getexif().get(0x0112, 1) >= 5  # the camera was held on its side
        seen = file.size[::-1] if is_lying else file.size
        size = width, height
        if keeps_proportions:
            factor = min(width / seen[0], height / seen[1])
            size = max(1, round(seen[0] * factor)), max(1, round(seen[1] * factor))
        file.draft(mode, size[::-1] if is_lying else size)  # has JPEG files decoded at about this size
        image = ImageOps.exif_transpose(file).convert("RGBA")
    image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert(mode)
    whole = Image.new(mode, (width, height))
    place = (width - size[0]) // 2, (height - size[1]) // 2
    whole.paste(image.resize(size, Image.Resampling.BILINEAR), place)
    values = torch.frombuffer(bytearray(whole.tobytes()), dtype=torch.uint8).reshape(height, width, -1)
    return values.permute(2, 0, 1)[None] / 255
