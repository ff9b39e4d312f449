"""What people are told: a decision that concerns them, a date that comes near, something that waits too long."""
