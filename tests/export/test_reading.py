"""Exported code reads picture files as the training did, and names the classes."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from nndesigner.data.loading import load
from nndesigner.data.opening import propose
from nndesigner.design.model import Design
from nndesigner.design.starting import applied
from nndesigner.export.formats import export
from nndesigner.export.trained import network_of
from nndesigner.project.file import Project

SHADES = 2 / 255
STRANGER = """
import importlib.util, sys
import torch
spec = importlib.util.spec_from_file_location("exported", sys.argv[1])
exported = importlib.util.module_from_spec(spec)
spec.loader.exec_module(exported)
pictures = torch.cat([exported.read(path) for path in sys.argv[3:]])
with torch.no_grad():
    answers = exported.load()(pictures)
torch.save((pictures, answers, exported.CLASSES), sys.argv[2])
assert not {"nndesigner", "numpy.testing"} & set(sys.modules)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    random = np.random.default_rng(0)
    for number in range(8):
        coarse = Image.fromarray(random.integers(0, 256, (6, 8, 3), np.uint8)).resize((40, 30 + number))
        path = tmp_path / "pets" / ("cat" if number % 2 else 'the "dog"') / f"{number}"
        path.parent.mkdir(parents=True, exist_ok=True)
        coarse.convert(["RGB", "L", "RGBA", "P"][number // 2]).save(path.with_suffix(".png"))
        if number == 7:
            exif = Image.Exif()
            exif[0x0112] = 6  # to be turned clockwise by a quarter
            coarse.save(path.with_suffix(".jpg"), exif=exif, quality=95)
    glass = Image.new("RGBA", (30, 30), (255, 0, 0, 128))
    glass.save(tmp_path / "pets" / "cat" / "glass.png")
    return tmp_path / "pets"


@pytest.mark.parametrize("colours", ["rgb", "gray"])
@pytest.mark.parametrize("resizing", ["fit", "stretch"])
def test_a_stranger_reads_files_as_the_training_did(folder: Path, tmp_path: Path, colours: str, resizing: str) -> None:
    data = propose(folder).data
    source = data.source.changed(height=20, width=24, colours=colours, resizing=resizing)
    project = Project(applied(Design(), type(data)(source=source)))
    export(project.predictor, "python", tmp_path / "pets.py")
    files = sorted(str(path) for path in folder.rglob("*.*"))
    ran = [sys.executable, "-c", STRANGER, str(tmp_path / "pets.py"), str(tmp_path / "out.pt"), *files]
    subprocess.run(ran, check=True, cwd=tmp_path)
    pictures, answers, classes = torch.load(tmp_path / "out.pt")
    samples = load(source).inputs
    assert classes == ["cat", 'the "dog"'] and list(samples.paths) == files
    ours = torch.from_numpy(samples.read(np.arange(len(files))))
    assert pictures.shape == ours.shape and (pictures - ours).abs().max() <= SHADES
    with torch.no_grad():
        assert torch.allclose(answers, network_of(project.predictor)(pictures), atol=1e-5)
