"""The tests that the desktop runs are run here too, on the wheel."""

import importlib.util
import unittest


def test_the_tests_beside_the_module_pass(scene, module_path):
    file = module_path / "Testing" / "Python" / "HubBrowserLogicTest.py"
    spec = importlib.util.spec_from_file_location("HubBrowserLogicTest", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    assert suite.countTestCases() == 2
    result = unittest.TestResult()
    suite.run(result)
    assert result.wasSuccessful(), [text for _, text in (*result.errors, *result.failures)]
