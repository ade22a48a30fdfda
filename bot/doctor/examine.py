"""Looks at everything that a running bot needs, from the outside in, and says what is wrong and what to do about it."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

from bot.config import Config, ConfigRefused, load_config
from bot.doctor import slack, store
from bot.doctor.finding import Finding, failed, ok, skipped
from bot.doctor.workspace import workspace
from bot.domain.command_names import named
from bot.manifests import Scopes, scopes
from bot.slack.clients import Home
from bot.slack.probe import TokenAnswer, Unreachable, ask_app_token, ask_bot_token
from bot.store.engine import WrongDatabaseUrl
from bot.store.probe import DatabaseFacts, NotReachable, probe_database, what_is_owed
from bot.store.store import SqlStore
from bot.usecases.ports import Clock, Ports, StoreBusy
from bot.usecases.records import WorkspaceFacts
from bot.wiring import passing_store, ports_of, seed_of, store_as_it_is


def diagnose(clock: Clock) -> Iterator[Finding]:
    """`examine`, by this process's environment, which is the first thing to be looked at."""
    try:
        config = load_config()
    except ConfigRefused as refused:
        for problem in refused.problems:
            yield failed(
                "environment", f"{problem}.", "Set it in the environment or in .env; .env.example explains each."
            )
        return
    yield ok("environment", "Socket Mode." if config.is_socket_mode else "HTTP.")
    for finding in examine(config, clock, scopes()):
        yield replace(finding, advice=named(finding.advice, config.command_names))


def examine(config: Config, clock: Clock, asked: Scopes) -> Iterator[Finding]:
    """Changes nothing, but for what is known of people, which is brought up to date."""
    answer = ask_bot_token(config.slack_bot_token.get_secret_value(), config.slack_api_url)
    yield slack.reaching(answer)
    yield slack.bot_token(answer)
    yield from slack.scopes(answer, asked.wanted, asked.optional)
    if config.slack_app_token is not None:
        yield slack.app_token(ask_app_token(config.slack_app_token.get_secret_value(), config.slack_api_url))
    else:
        yield slack.signing(len(config.signing_secrets))
    if isinstance(answer, TokenAnswer):
        yield slack.clock(answer.slack_time, clock.now())
    facts = _database(config)
    if isinstance(facts, Finding):
        yield facts
        yield from store.unknown_rest("The database cannot be read.")
        return
    yield from store.database(facts)
    yield from store.database_clock(facts, clock.now())
    if facts.revision is None:
        yield from store.unknown_work("There is nothing in the database yet.")
        yield from _before_the_first_start(config, clock, answer)
        return
    if not facts.is_current:
        yield from store.unknown_rest("The tables are not those of this version.")
        return
    yield from _contents(config, clock, facts, answer)


def _database(config: Config) -> DatabaseFacts | Finding:
    try:
        return probe_database(config.database_url.get_secret_value())
    except WrongDatabaseUrl as wrong:
        return failed("database", "DATABASE_URL is no address of a database.", f"It {wrong}.")
    except NotReachable as why:
        return failed(
            "database",
            f"The database cannot be opened ({why}).",
            "Check DATABASE_URL: host, port, name, user and password; and that the server runs and lets this machine in.",
        )


def _contents(
    config: Config, clock: Clock, facts: DatabaseFacts, answer: TokenAnswer | Unreachable
) -> Iterator[Finding]:
    owed = what_is_owed(config.database_url.get_secret_value())
    yield store.ticking(owed, facts, clock.now())
    yield store.digest(owed, clock.now())
    yield from store.outbox(owed, clock.now())
    with closing(store_as_it_is(config, clock)) as opened:
        try:
            yield from _workspace(config, clock, opened, answer)
        except StoreBusy as busy:
            yield failed("channel", f"The database is {busy.what}.", "See `database`, and run this again.")


def _before_the_first_start(config: Config, clock: Clock, answer: TokenAnswer | Unreachable) -> Iterator[Finding]:
    """By the settings that `serve` would begin with: looked at in a database that is gone again afterwards."""
    with passing_store(clock) as opened:
        if isinstance(answer, TokenAnswer) and answer.error is None:
            facts = WorkspaceFacts(answer.workspace, "", answer.workspace_name, answer.bot_user)
            opened.found(facts, seed_of(config))
            everybody = _ports(config, clock, opened, answer).directory.everybody()
            with opened.write(answer.workspace) as uow:
                uow.people.put(everybody or ())
        yield from _workspace(config, clock, opened, answer)


def _workspace(config: Config, clock: Clock, opened: SqlStore, answer: TokenAnswer | Unreachable) -> Iterator[Finding]:
    if not isinstance(answer, TokenAnswer) or answer.error is not None:
        yield skipped("channel", "Slack does not answer to the token.")
        yield skipped("reviewers", "Slack does not answer to the token.")
        return
    yield from workspace(_ports(config, clock, opened, answer), answer.workspace)


def _ports(config: Config, clock: Clock, opened: SqlStore, answer: TokenAnswer) -> Ports:
    token = config.slack_bot_token.get_secret_value()
    return ports_of(config, clock, opened, Home(answer.workspace, answer.bot_user, token, config.slack_api_url))
