"""The command that erases a whole workspace. See docs/privacy.md.

Everything heavy is imported inside the command, as in `cli`.
"""

import sys
import time
from datetime import timedelta
from typing import Annotated

import typer

from bot.cli_register import Terminal, confirm

_TELL_EVERY_S = 30


def add_wipe(app: typer.Typer, terminal: Terminal) -> None:
    @app.command()
    def wipe(
        workspace: Annotated[str, typer.Option("--workspace", help="The id of the workspace to erase.")],
        *,
        everything: Annotated[
            bool, typer.Option("--yes-delete-everything", help="Needed: there is no way back.")
        ] = False,
        without_slack: Annotated[
            bool, typer.Option("--without-slack", help="Leave what was posted where it is, and forget it.")
        ] = False,
    ) -> None:
        """Erase a whole workspace: what the bot posted, every row, and what is left in the files. Stop `serve` first."""
        from bot.store.single import serving_alone
        from bot.usecases.audit_lines import OPERATOR
        from bot.usecases.wipe_workspace import begin_wipe, end_wipe, remove_posts
        from bot.wiring import SystemClock, open_ports, open_store

        config, clock = terminal.config(), SystemClock()
        if not everything:
            terminal.refuse("--yes-delete-everything", "being given, and nothing else: without it nothing is erased")
        with terminal.told_plainly(), open_store(config, clock) as store:
            if workspace not in store.workspaces():
                terminal.refuse("--workspace", f"one of {', '.join(store.workspaces()) or 'none: there is none'}")
            confirm(terminal, workspace, is_sure=False)
            if without_slack:
                with serving_alone(config.database_url.get_secret_value()):
                    begin_wipe(store, workspace, OPERATOR)
                    wiped = end_wipe(store, workspace, OPERATOR)
            else:
                with open_ports(config, clock, store) as ports:
                    print(f"{begin_wipe(store, workspace, OPERATOR)} messages are being removed from Slack.")
                    remove_posts(ports, workspace, _Pause())
                    wiped = end_wipe(store, workspace, OPERATOR)
        for post in wiped.left:
            print(f"still in Slack\t{post.channel}\t{post.ts}\t{post.why}")
        print(f"{sum(count for _, count in wiped.rows)} rows are erased.")
        if not wiped.is_scrubbed:
            print("Another process reads the database: run this once more when it has ended.", file=sys.stderr)
            raise typer.Exit(1)


class _Pause:
    """Waits, and says every half minute how much is left: at Slack's pace a thousand messages take twenty minutes."""

    def __init__(self) -> None:
        self._told_at = time.monotonic()

    def __call__(self, how_long: timedelta, left: int) -> None:
        if time.monotonic() - self._told_at >= _TELL_EVERY_S:
            self._told_at = time.monotonic()
            print(f"{left} messages are left in Slack.", file=sys.stderr, flush=True)
        time.sleep(how_long.total_seconds())
