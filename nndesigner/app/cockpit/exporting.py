"""Puts what a plot shows into files: a picture (PNG or SVG) or a table (CSV)."""

import csv
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from nndesigner.app.widgets.panel_header import HEIGHT, MARGIN, Header
from nndesigner.app.widgets.theme import colour
from nndesigner.catalog.problems import UserError

RATIO = 2.0
"""Pixels of a PNG for each pixel on the screen."""

Cell = str | int | float | None


class ExportProblem(UserError):
    """A picture or table could not be written."""


def save_picture(header: Header, content: QWidget, path: Path) -> None:
    """Write header and content as PNG or SVG, as the suffix of `path` says. Raises ExportProblem."""
    suffix = path.suffix.lower()
    if suffix not in (".png", ".svg"):
        raise ExportProblem(f"A picture is a .png or .svg file, but {path.name} is neither. Change its ending.")
    _write(path, _svg(header, content) if suffix == ".svg" else _png(header, content))


def save_table(columns: Sequence[str], rows: Iterable[Sequence[Cell]], path: Path) -> None:
    """Write a table as CSV, in UTF-8 and with a line of titles. Raises ExportProblem."""
    if path.suffix.lower() != ".csv":
        raise ExportProblem(f"A table is a .csv file, but {path.name} is not. Change its ending.")
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows([_cell(value) for value in row] for row in rows)
    except OSError as error:
        raise _could_not_write(path, error) from error


def _cell(value: Cell) -> Cell:
    if value is None or isinstance(value, str | int):
        return value
    number = float(value)
    return number if math.isfinite(number) else str(number)


def _svg(header: Header, content: QWidget) -> bytes:
    size = _size(content)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRect(QPoint(), size))
    generator.setTitle(header.title)
    _paint(QPainter(generator), header, content)
    return bytes(buffer.data().data())


def _png(header: Header, content: QWidget) -> bytes:
    image = QImage(_size(content) * RATIO, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(RATIO)
    _paint(QPainter(image), header, content)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _paint(painter: QPainter, header: Header, content: QWidget) -> None:
    size = _size(content)
    painter.fillRect(QRect(QPoint(), size), colour("panel"))
    header.paint(painter, QRect(0, 0, size.width() - MARGIN, HEIGHT))
    content.render(painter, QPoint(0, HEIGHT), renderFlags=QWidget.RenderFlag.DrawChildren)
    painter.end()


def _size(content: QWidget) -> QSize:
    return QSize(content.width(), content.height() + HEIGHT)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise _could_not_write(path, error) from error


def _could_not_write(path: Path, error: OSError) -> ExportProblem:
    return ExportProblem(f"{path} could not be written: {error.strerror or error}. Choose another place.")
