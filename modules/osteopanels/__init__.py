"""What the panels of all modules share: a watched background task, the ask for packages, the tones of a sentence.

Qt side only; no algorithm. Words on screen come from the module that shows them, in its own translation.
"""
