"""The panel in Chinese; that both languages are complete is tested for all modules in the harness."""

import pytest


@pytest.mark.service("qt")
def test_the_panel_in_chinese(module_path, tmp_path):
    from harness.desktop import compiled_translation, emulated_desktop, load_module, module_parent

    source = module_path / "Resources" / "Translations" / "BoneSegmentation_zh_CN.ts"
    with emulated_desktop("zh_CN", compiled_translation(source, tmp_path)):
        widget = load_module(module_path / "BoneSegmentation.py").BoneSegmentationWidget(module_parent())
        widget.setup()
        assert widget.ui.findButton.text == "识别骨骼"
        assert widget.ui.nextLabel.text.startswith("开始：请在下面选择 CT")
        assert widget.panel.language == "zh"
        widget.cleanup()
