"""The parts of the module BoneSegmentation."""
