"""The panel in Chinese; that both languages are complete is tested for all modules in the harness."""

import pytest


@pytest.mark.service("qt")
def test_the_panel_in_chinese(module_path, tmp_path):
    from harness.desktop import compiled_translation, emulated_desktop, load_module, module_parent

    source = module_path / "Resources" / "Translations" / "GuideDesigner_zh_CN.ts"
    with emulated_desktop("zh_CN", compiled_translation(source, tmp_path)):
        widget = load_module(module_path / "GuideDesigner.py").GuideDesignerWidget(module_parent())
        widget.setup()
        assert widget.ui.designButton.text == "设计导板"
        assert widget.ui.nextLabel.text.startswith("开始：请选择计划中的截骨")
        assert (
            widget.ui.sawComboBox.itemText(0) == "矢状锯片（大）" and widget.ui.insertSpinBox.specialValueText == "无"
        )
        widget.cleanup()
