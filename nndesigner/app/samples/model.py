"""The chosen samples as rows of a list or a table; nothing is made of a sample before it is seen."""

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from nndesigner.answers.choosing import Indices
from nndesigner.answers.collection import Collection
from nndesigner.app.widgets import theme

AnyIndex = QModelIndex | QPersistentModelIndex
SAMPLE = Qt.ItemDataRole.UserRole
"""The number of the sample."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class SampleModel(QAbstractTableModel):
    """One row a sample. The first columns are the targets, the others the values, where samples are rows."""

    def __init__(self) -> None:
        super().__init__()
        self.collection: Collection | None = None
        self.part = 0
        self.samples: Indices = np.zeros(0, np.int64)
        self._targets = 0
        """How many columns hold targets."""
        self._size = (0, 0)  # views ask for it for every single row

    def show(self, collection: Collection | None, part: int, samples: Indices) -> None:
        """Show these samples of one part."""
        self.beginResetModel()
        self.collection, self.part, self.samples = collection, part, samples
        self._targets = max(len(collection.target_columns), 1) if collection else 0
        self._size = (len(samples), self._targets + len(collection.columns) if collection else 0)
        self.endResetModel()

    def row_of(self, sample: int) -> int:
        """Where the sample stands; −1 when it does not."""
        found = np.flatnonzero(self.samples == sample)
        return int(found[0]) if len(found) else -1

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._size[0]

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._size[1]

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.collection is None or not index.isValid():
            return None
        sample = int(self.samples[index.row()])
        if role == SAMPLE:
            return sample
        if role == Qt.ItemDataRole.DisplayRole:
            if index.column() < self._targets:
                names = self.collection.target_columns
                if len(names) > 1:
                    return self.collection.cell(self.part, sample, names[index.column()])
                return self.collection.label(self.part, sample)
            return self.collection.cell(self.part, sample, self.collection.columns[index.column() - self._targets])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"Sample {sample + 1}, {self.collection.label(self.part, sample)}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        if role == Qt.ItemDataRole.FontRole:
            return theme.font(theme.SMALL, tabular=True)
        return None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        """Numbers stand at the right, words and the target at the left."""
        has_words = (
            column < self._targets
            or self.collection is None
            or self.collection.columns[column - self._targets] in self.collection.words
        )
        return _LEFT if has_words else _RIGHT

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.collection is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.TextAlignmentRole):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if orientation == Qt.Orientation.Vertical else self._alignment(section)
        if orientation == Qt.Orientation.Vertical:
            return str(int(self.samples[section]) + 1)
        if section >= self._targets:
            return self.collection.columns[section - self._targets]
        return self.collection.target_columns[section] if self.collection.target_columns else "target"
