"""A person at a panel of the emulated desktop."""

import time


class Hands:
    """A person at the panel."""

    def __init__(self, widget):
        self.widget, self.ui, self.panel = widget, widget.ui, widget.panel

    @property
    def told(self):
        return self.ui.nextLabel.text

    def press(self, name):
        button = getattr(self.ui, name)
        assert button.enabled, f"{name} cannot be pressed now: {self.told}"
        button.click()

    def wait(self, seconds=120):
        import slicer

        end = time.monotonic() + seconds
        while self.panel.runner.busy:
            slicer.app.processEvents()
            assert time.monotonic() < end, self.told
            time.sleep(0.02)

    def click_in_view(self, *position):
        """A click in a slice view, which places a point only in the place mode, in the list chosen for it."""
        import slicer

        interaction = slicer.mrmlScene.GetNodeByID("vtkMRMLInteractionNodeSingleton")
        assert interaction.GetCurrentInteractionMode() == interaction.Place, self.told
        selection = slicer.mrmlScene.GetNodeByID("vtkMRMLSelectionNodeSingleton")
        slicer.mrmlScene.GetNodeByID(selection.GetActivePlaceNodeID()).AddControlPoint(*map(float, position))
        slicer.app.processEvents()

    def select(self, *numbers):
        self.ui.bonesTable.clearSelection()
        model = self.ui.bonesTable.selectionModel()
        for number in numbers:
            model.select(
                self.ui.bonesTable.model().index(number, 0), model.SelectionFlag.Select | model.SelectionFlag.Rows
            )

    def names(self):
        table = self.ui.bonesTable
        return [table.item(row, 2).text() for row in range(table.rowCount)]
