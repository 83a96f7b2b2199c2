"""Where on the canvas a drawing can be seen whole: beside and above what floats over its lower corners."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF


def best_room(view: QRectF, floating: Sequence[QRectF], size: QSizeF, largest: float) -> QRectF:
    """The part of `view` clear of everything `floating` at its lower edge where `size` can be shown largest.

    Where more than one shows it as large, and none larger than `largest`, it is the one nearest to the middle.
    """

    def merit(room: QRectF) -> tuple[float, float]:
        zoom = min(zoom_that_fits(room, size), largest)
        centred = QRectF(QPointF(), size * zoom)
        centred.moveCenter(view.center())
        off = moved_into(room, centred).center() - centred.center()
        return round(zoom, 3), -abs(off.x()) - abs(off.y())

    return max(clear_rooms(view, floating), key=merit)


def clear_rooms(view: QRectF, floating: Sequence[QRectF]) -> list[QRectF]:
    """The parts of `view`, each as large as can be, that reach its upper edge and touch nothing `floating`."""
    lefts = [view.left(), *(each.right() for each in floating)]
    rights = [view.right(), *(each.left() for each in floating)]
    rooms = []
    for left in lefts:
        for right in rights:
            if right > left:
                across = QRectF(left, view.top(), right - left, view.height())
                bottom = min([view.bottom(), *(each.top() for each in floating if each.intersects(across))])
                across.setBottom(max(bottom, view.top()))
                rooms.append(across)
    return rooms


def zoom_that_fits(room: QRectF, size: QSizeF) -> float:
    """How large something of `size` can be shown in `room`."""
    return min(room.width() / size.width(), room.height() / size.height())


def moved_into(room: QRectF, area: QRectF) -> QRectF:
    """`area` moved no farther than it must be to lie in `room`; in the middle of it where it is too large."""

    def start(low: float, high: float, first: float, length: float) -> float:
        return min(max(first, low), high - length) if length <= high - low else (low + high - length) / 2

    left = start(room.left(), room.right(), area.left(), area.width())
    top = start(room.top(), room.bottom(), area.top(), area.height())
    return QRectF(left, top, area.width(), area.height())
