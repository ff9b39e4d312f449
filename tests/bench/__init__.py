"""What the suite costs and how right it is: ``make bench``. Times are ratios to a plain pipeline in the same run."""
