"""How often one address may knock at the doors where a secret is guessed."""
