"""What belongs to whom: licence grants, shares of what a version earns, and reports of infringement."""
