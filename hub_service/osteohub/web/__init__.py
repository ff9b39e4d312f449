"""Pages for people: rendered here, in Chinese and English; no build step, and nothing from other sites."""
