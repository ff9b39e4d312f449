"""The panel in Chinese; that both languages are complete is tested for all modules in the harness."""

import pytest


@pytest.mark.service("qt")
def test_the_panel_in_chinese(module_path, tmp_path):
    from harness.desktop import compiled_translation, emulated_desktop, load_module, module_parent

    source = module_path / "Resources" / "Translations" / "OsteotomySimulator_zh_CN.ts"
    with emulated_desktop("zh_CN", compiled_translation(source, tmp_path)):
        widget = load_module(module_path / "OsteotomySimulator.py").OsteotomySimulatorWidget(module_parent())
        widget.setup()
        assert widget.ui.planButton.text == "规划"
        assert widget.ui.nextLabel.text.startswith("开始：选择骨骼已命名的分割")
        assert widget.panel.language == "zh"
        widget.panel.say(trouble="The hinge lies outside the bone; drag it to 5 to 10 mm inside the far cortex.")
        assert widget.ui.nextLabel.text == "铰链在骨外，请拖到对侧皮质内 5 至 10 mm 处。"
        widget.cleanup()
