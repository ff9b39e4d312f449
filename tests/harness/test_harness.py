"""The rule of the harness: a name that the desktop lacks fails, in code and in .ui files."""

import pytest

pytestmark = pytest.mark.service("qt")


@pytest.fixture
def desktop():
    pytest.importorskip("PySide6.QtWidgets", reason="PySide6 is absent", exc_type=ImportError)
    from harness.desktop import emulated_desktop

    with emulated_desktop() as scene:
        yield scene


def _load(tmp_path, body: str):
    import slicer.util

    file = tmp_path / "panel.ui"
    file.write_text(
        f'<ui version="4.0"><class>Panel</class><widget class="qMRMLWidget" name="Panel">{body}</widget></ui>',
        encoding="utf-8",
    )
    return slicer.util.loadUI(str(file))


def test_properties_are_attributes_as_in_pythonqt(desktop):
    import qt

    label = qt.QLabel("a")
    label.text = "b"
    assert label.text == "b"
    with pytest.raises(TypeError):
        label.text()
    table = qt.QTableWidget(2, 3)
    table.verticalHeader().visible = False
    assert (table.rowCount, table.columnCount, table.verticalHeader().visible) == (2, 3, False)
    with pytest.raises(AttributeError, match="no writable property txt"):
        label.txt = "c"


def test_connect_by_signature_and_by_attribute(desktop):
    import qt

    heard = []
    box = qt.QCheckBox("x")
    box.connect("toggled(bool)", heard.append)
    box.toggled.connect(heard.append)
    box.checked = True
    assert heard == [True, True]
    box.disconnect("toggled(bool)", heard.append)
    box.checked = False
    assert heard == [True, True, False]
    button = qt.QPushButton()
    button.connect("clicked()", lambda: heard.append("clicked"))
    button.click()
    assert heard[-1] == "clicked"
    for wrong in ("pressed(bool)", "clickd()"):
        with pytest.raises(AttributeError, match="no signal"):
            button.connect(wrong, print)


def test_generated_classes_have_what_the_desktop_has_and_no_more(desktop):
    import ctk
    import slicer

    slider = ctk.ctkSliderWidget()
    slider.minimum, slider.maximum, slider.value = -10.0, 90.0, 33.0
    assert slider.value == 33.0
    with pytest.raises(AttributeError):
        slider.setRange(0, 1)  # plain C++ in ctkSliderWidget.h: neither slot nor invokable
    combo = slicer.qMRMLNodeComboBox()
    combo.nodeTypes = ["vtkMRMLModelNode"]
    with pytest.raises(AttributeError):
        combo.setNodeTypes(["vtkMRMLModelNode"])  # only the property is there
    with pytest.raises(AttributeError, match="no signal"):
        combo.connect("currentNodeChanged(int)", print)
    with pytest.raises(AttributeError, match="no writable property"):
        combo.nodeType = "vtkMRMLModelNode"
    with pytest.raises(AttributeError, match="has no ctkImaginaryWidget"):
        ctk.ctkImaginaryWidget()
    with pytest.raises(NotImplementedError, match="exists in the desktop"):
        combo.renameCurrentNode()


def test_a_behaviour_cannot_add_a_name(desktop):
    from harness.api import api_of
    from harness.behaviours import Behaviour
    from harness.generated import _require_known

    class Wishful(Behaviour):
        METHODS = ("setRange",)

    with pytest.raises(AttributeError, match="the desktop has no setRange"):
        _require_known(api_of("ctkSliderWidget"), Wishful)


def test_a_ui_file_with_an_unknown_property_fails(desktop, tmp_path):
    with pytest.raises(AttributeError, match="ctkSliderWidget has no property range"):
        _load(
            tmp_path,
            '<widget class="ctkSliderWidget" name="s"><property name="range"><double>3</double></property></widget>',
        )
    with pytest.raises(AttributeError, match="QLabel has no property txt"):
        _load(tmp_path, '<widget class="QLabel" name="l"><property name="txt"><string>3</string></property></widget>')


def test_a_node_selector_follows_the_scene(desktop):
    import slicer

    combo = slicer.qMRMLNodeComboBox()
    combo.nodeTypes, combo.noneEnabled = ["vtkMRMLModelNode"], True
    heard = []
    combo.connect("currentNodeChanged(vtkMRMLNode*)", heard.append)
    combo.setMRMLScene(desktop)
    model = desktop.AddNewNodeByClass("vtkMRMLModelNode", "a")
    desktop.AddNewNodeByClass("vtkMRMLTextNode", "b")
    assert combo.nodeCount() == 1 and combo.currentNode() is None
    combo.setCurrentNode(model)
    assert combo.currentNode() is model and heard == [model]
    desktop.RemoveNode(model)
    assert combo.currentNode() is None
