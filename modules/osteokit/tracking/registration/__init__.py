"""The patient on the table and the plan on the screen: from landmarks, and from a surface swept by the pointer."""
