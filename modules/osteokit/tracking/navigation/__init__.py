"""Where the tool is against the plan: guidance, warnings before a breach, pictures along the tool, expected errors."""
