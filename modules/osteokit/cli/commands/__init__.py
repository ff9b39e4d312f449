"""One file per command; each has ``register(app: typer.Typer)``. Imports of heavy libraries go inside the command."""
