"""``osteo plan scene``: a plan's variant as a scene for 3D Slicer."""

from pathlib import Path
from typing import Annotated

import typer

from osteokit.cli.commands import plan as plan_command
from osteokit.cli.commands.plan import PlanPath
from osteokit.cli.progress_bar import progress_bar


@plan_command.app.command()
def scene(
    plan: PlanPath,
    out: Annotated[Path, typer.Option(help="The scene to write, .mrb.")],
    variant: Annotated[str | None, typer.Option("--variant", help="Name of the variant; the chosen one.")] = None,
    language: Annotated[str, typer.Option(help="en or zh: names of models and folders.")] = "en",
) -> None:
    """Write bones before and after, implants and guides as one scene that 3D Slicer opens."""
    from osteokit.jobs.implant_steps import plan_scene

    with progress_bar() as progress:
        count = plan_scene(plan, variant, out, language, progress)
    typer.echo(f"{out}: {count} models.")


def register(parent: typer.Typer) -> None:
    """The command is part of ``osteo plan``, which registers itself."""
