"""A table that shows rows of text, some of them amber, and tells which row a person chose."""

from collections.abc import Callable, Sequence
from typing import Any

import qt

from osteopanels.row import Row

_AMBER, _INK = (253, 231, 173), (60, 40, 0)


class RowTable:
    """Fills a QTableWidget; the first column stretches, the others are as wide as their content."""

    def __init__(self, table: Any, chosen: Callable[[str], None] | None = None) -> None:
        self._table, self._chosen = table, chosen
        self._keys: list[str] = []
        self._filling = False
        table.verticalHeader().visible = False
        table.connect("itemSelectionChanged()", self._selection_changed)

    def fill(self, headers: Sequence[str], rows: Sequence[Row]) -> None:
        """Replace everything; a row that was selected stays so."""
        self._filling = True
        selected = self.selected()
        self._keys = [row.key for row in rows]
        self._table.setColumnCount(len(headers))
        self._table.setHorizontalHeaderLabels(list(headers))
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(0, qt.QHeaderView.Stretch)
        for column in range(1, len(headers)):
            header.setSectionResizeMode(column, qt.QHeaderView.ResizeToContents)
        self._table.setRowCount(len(rows))
        for number, row in enumerate(rows):
            for column, text in enumerate(row.cells):
                self._table.setItem(number, column, _item(text, row, column))
        self._table.clearSelection()
        for number, row in enumerate(rows):
            if row.key in selected:
                self._table.selectRow(number)
        self._filling = False

    def selected(self) -> list[str]:
        """Keys of the selected rows, top first."""
        chosen = sorted({index.row() for index in self._table.selectionModel().selectedRows()})
        return [self._keys[number] for number in chosen if number < len(self._keys)]

    def select(self, key: str) -> None:
        """Choose the row with this key, where there is one."""
        if key in self._keys:
            self._table.selectRow(self._keys.index(key))

    def selected_column(self) -> int:
        """The column of the current cell, -1 where there is none."""
        return int(self._table.currentColumn())

    def _selection_changed(self) -> None:
        if not self._filling and self._chosen is not None:
            keys = self.selected()
            if len(keys) == 1:
                self._chosen(keys[0])


def _item(text: str, row: Row, column: int) -> Any:
    item = qt.QTableWidgetItem(text)
    item.setFlags(qt.Qt.ItemIsEnabled | qt.Qt.ItemIsSelectable)
    if column > 0:
        item.setTextAlignment(qt.Qt.AlignRight | qt.Qt.AlignVCenter)
    if column in row.amber:
        item.setBackground(qt.QBrush(qt.QColor(*_AMBER)))
        item.setForeground(qt.QBrush(qt.QColor(*_INK)))
    if row.tip:
        item.setToolTip(row.tip)
    return item
