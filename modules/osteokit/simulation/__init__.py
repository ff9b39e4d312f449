"""Bone and soft tissue that are cut, the forces that are felt, the patient who answers, and how well it was done."""
