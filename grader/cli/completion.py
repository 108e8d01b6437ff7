"""`grade completion`: what a shell needs to complete commands, options and assignments."""

import click

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_GRADE_COMPLETE"


@click.command(epilog="Exit codes: 0 it is printed, 2 the shell is not known.")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what completes commands in your shell.

    \b
    grade completion bash > ~/.local/share/bash-completion/completions/grade
    grade completion zsh > ~/.zfunc/_grade
    grade completion fish > ~/.config/fish/completions/grade.fish

    The folder must exist; zsh looks into ~/.zfunc after `fpath+=~/.zfunc` and before `compinit` in
    ~/.zshrc. Then start a new shell.
    """  # noqa: D301
    from click.shell_completion import get_completion_class  # noqa: PLC0415  # no other needs it

    found = get_completion_class(shell)
    assert found is not None  # noqa: S101  # click knows these three
    click.echo(found(ctx.find_root().command, {}, "grade", VARIABLE).source())
