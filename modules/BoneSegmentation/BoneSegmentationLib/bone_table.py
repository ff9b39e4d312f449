"""The table of bones: shown or not, colour, name, side, how sure, how large."""

from collections.abc import Callable, Sequence
from typing import Any

import qt
from slicer.i18n import tr as _

from BoneSegmentationLib.bones import BoneRow

VISIBLE, COLOR, NAME, SIDE, SURE, VOLUME = range(6)
_AMBER = (253, 231, 173)


class BoneTable:
    """Fills the QTableWidget and tells what a person does in it."""

    def __init__(
        self,
        table: Any,
        renamed: Callable[[str, str], None],
        shown: Callable[[str, bool], None],
        selected: Callable[[], None],
    ) -> None:
        self._table, self._renamed, self._shown = table, renamed, shown
        self._rows: Sequence[BoneRow] = ()
        self._filling = False
        table.setColumnCount(6)
        table.setHorizontalHeaderLabels(["", "", _("Bone"), _("Side"), _("Sure"), _("cm³")])
        header = table.horizontalHeader()
        header.minimumSectionSize = 26
        for column in (VISIBLE, COLOR, SIDE, SURE, VOLUME):
            header.setSectionResizeMode(column, qt.QHeaderView.ResizeToContents)
        header.setSectionResizeMode(NAME, qt.QHeaderView.Stretch)
        table.verticalHeader().visible = False
        table.connect("itemChanged(QTableWidgetItem*)", self._changed)
        table.connect("itemSelectionChanged()", selected)

    def fill(self, rows: Sequence[BoneRow]) -> None:
        self._filling = True
        chosen = set(self.selected())
        self._rows = rows
        self._table.setRowCount(len(rows))
        for number, row in enumerate(rows):
            self._fill_row(number, row)
        self._table.clearSelection()
        for number, row in enumerate(rows):
            if row.identifier in chosen:
                self._table.selectRow(number)
        self._filling = False

    def _fill_row(self, number: int, row: BoneRow) -> None:
        side = {"left": _("left"), "right": _("right")}.get(row.side, "")
        cells = (
            (VISIBLE, "", qt.Qt.ItemIsUserCheckable),
            (COLOR, "", None),
            (NAME, row.name, qt.Qt.ItemIsEditable),
            (SIDE, side, None),
            (SURE, self._sure(row), None),
            (VOLUME, f"{row.volume_cm3:.1f}", None),
        )
        for column, text, extra in cells:
            item = qt.QTableWidgetItem(text)
            flags = qt.Qt.ItemIsEnabled | qt.Qt.ItemIsSelectable
            item.setFlags(flags | extra if extra is not None else flags)
            if column == VISIBLE:
                item.setCheckState(qt.Qt.Checked if row.visible else qt.Qt.Unchecked)
            elif column == COLOR:
                item.setIcon(_swatch(row.color))
            elif column in (SURE, VOLUME):
                item.setTextAlignment(qt.Qt.AlignRight | qt.Qt.AlignVCenter)
            if row.doubtful and column >= NAME:
                item.setBackground(qt.QBrush(qt.QColor(*_AMBER)))
                item.setForeground(qt.QBrush(qt.QColor(60, 40, 0)))
                item.setToolTip("\n".join(row.segment.warnings) or _("Check this name."))
            self._table.setItem(number, column, item)

    def _sure(self, row: BoneRow) -> str:
        if not row.segment.term.is_named:
            return "?"
        return "" if row.segment.confidence is None else f"{100 * row.segment.confidence:.0f} %"

    def selected(self) -> list[str]:
        """Ids of the selected rows, top first."""
        chosen = sorted({index.row() for index in self._table.selectionModel().selectedRows()})
        return [self._rows[number].identifier for number in chosen if number < len(self._rows)]

    def selected_rows(self) -> list[BoneRow]:
        wanted = set(self.selected())
        return [row for row in self._rows if row.identifier in wanted]

    def _changed(self, item: Any) -> None:
        if self._filling:
            return
        row = self._rows[item.row()]
        if item.column() == NAME and item.text().strip() != row.name:
            self._renamed(row.identifier, item.text().strip())
        elif item.column() == VISIBLE:
            self._shown(row.identifier, item.checkState() == qt.Qt.Checked)


def _swatch(color: tuple[float, float, float]) -> Any:
    pixmap = qt.QPixmap(14, 14)
    pixmap.fill(qt.QColor(*(int(255 * channel) for channel in color)))
    return qt.QIcon(pixmap)
