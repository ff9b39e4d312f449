"""Hip and knee replacement planned on the bones: components sized and placed, and what they do to the joint."""
