"""Checks that are taken out one at a time, and the tests that must notice.

Each stands for a mistake that somebody could make: a condition dropped, a query without its workspace, an escape
forgotten. ``old`` occurs exactly once in its file; where code moves, its line here moves with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutation:
    """``tests`` are what pytest is given: files, or single tests of them."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


GATE = ("tests/slack/test_gate.py",)
ENTRIES = ("tests/flows/test_guard_entries.py", "tests/flows/test_guard_people.py")
NOTES = ("tests/flows/test_guard_notes.py",)
SHARE = ("tests/flows/test_guard_share.py",)
RIGHTS = ("tests/usecases/test_rights.py",)
SECOND_PERSON = ("tests/flows/test_second_person.py",)
SECOND_LINE = ("tests/flows/test_guard_second_line.py",)
ISOLATION = ("tests/store/test_isolation.py::test_every_statement_is_bound_to_its_workspace",)

MUTATIONS: Sequence[Mutation] = (
    # Who sent it.
    Mutation(
        "a signature is not looked at",
        "bot/slack/gate.py",
        "        return any(matches)\n",
        "        return True\n",
        GATE,
    ),
    Mutation(
        "a request may be of any age",
        "bot/slack/gate.py",
        "        if abs(self._clock.now().timestamp() - int(stamp)) > MAX_AGE_S:\n",
        "        if abs(self._clock.now().timestamp() - int(stamp)) > 10**12:\n",
        GATE,
    ),
    Mutation(
        "a request may be from the future",
        "bot/slack/gate.py",
        "        if abs(self._clock.now().timestamp() - int(stamp)) > MAX_AGE_S:\n",
        "        if self._clock.now().timestamp() - int(stamp) > MAX_AGE_S:\n",
        GATE,
    ),
    Mutation(
        "a body may be of any size",
        "bot/slack/gate.py",
        "        if len(raw_body) > MAX_BODY:\n",
        "        if len(raw_body) > 2**40:\n",
        GATE,
    ),
    Mutation(
        "a body's shape is not looked at",
        "bot/slack/gate.py",
        "            check_body(body)\n",
        "",
        GATE,
    ),
    Mutation(
        "a body may nest without end",
        "bot/slack/shape.py",
        "    _refuse_depth(text)\n    try:",
        "    try:",
        GATE,
    ),
    Mutation(
        "a response goes wherever a request says",
        "bot/slack/responder.py",
        "        return (at.scheme, at.netloc) in self._hosts\n",
        "        return at.scheme in ('http', 'https')\n",
        ("tests/slack/test_responder.py",),
    ),
    # Who asks.
    Mutation(
        "another workspace's request is ours",
        "bot/slack/guard.py",
        "        if asked.workspace != self.home.workspace:\n            return self._refuse",
        "        if False:\n            return self._refuse",
        ("tests/slack/test_guard.py", *ENTRIES),
    ),
    Mutation(
        "the guard asks for no rights beyond being let in",
        "bot/slack/guard.py",
        "        if isinstance(admitted, Grant) and not role_may(admitted.role, ACTS.get((entry.kind, entry.id))):\n",
        "        if False:\n",
        ("tests/slack/test_guard.py", "tests/flows/test_guard_entries.py"),
    ),
    Mutation(
        "whoever is denied goes on",
        "bot/slack/guard.py",
        "            return self._refuse(asked, admitted.role)\n",
        "            admitted = Grant(asked.workspace, asked.user or '', Role.MEMBER)\n",
        ENTRIES,
    ),
    Mutation(
        "whoever is denied sees the form",
        "bot/slack/guard.py",
        "            return Ack(view=self._notice(self.words(_word_for(admitted.role))))\n",
        "            admitted = Grant(asked.workspace, asked.user or '', Role.MEMBER)\n",
        ENTRIES,
    ),
    Mutation(
        "a guest is a member",
        "bot/domain/people.py",
        "    if person.is_guest and person.id not in contractors:\n        return Role.GUEST\n",
        "",
        ENTRIES,
    ),
    Mutation(
        "somebody of another workspace is a member",
        "bot/domain/people.py",
        "    if person.is_stranger or person.team != workspace:\n",
        "    if person.is_stranger:\n",
        ENTRIES,
    ),
    Mutation(
        "a stranger is a member",
        "bot/domain/people.py",
        "    if person.is_stranger or person.team != workspace:\n",
        "    if person.team != workspace:\n",
        ("tests/domain/test_people.py",),
    ),
    Mutation(
        "somebody deactivated is a member",
        "bot/domain/people.py",
        "    if person.is_deactivated:\n        return Role.DEACTIVATED\n",
        "",
        ENTRIES,
    ),
    Mutation(
        "a bot is a member",
        "bot/domain/people.py",
        "    if person.is_bot:\n        return Role.BOT\n",
        "",
        ENTRIES,
    ),
    Mutation(
        "whoever cannot be looked up is a member",
        "bot/domain/people.py",
        "    if person is None:\n        return Role.UNKNOWN\n",
        "    if person is None:\n        return Role.MEMBER\n",
        ENTRIES,
    ),
    Mutation(
        "a guest with an admin's mark is a reviewer",
        "bot/domain/people.py",
        "(not reviewers and person.is_admin and not person.is_guest)",
        "(not reviewers and person.is_admin)",
        ("tests/domain/test_people.py",),
    ),
    Mutation(
        "what was known of somebody is known for good",
        "bot/usecases/admit.py",
        "        if known is not None and timedelta(0) <= now - known.checked_at < ACTOR_MAX_AGE:\n",
        "        if known is not None:\n",
        ENTRIES,
    ),
    Mutation(
        "what nobody wrote down is everybody's",
        "bot/domain/authority.py",
        "    if act is None or act not in WHO or not role.may_act:\n",
        "    if act is None or act not in WHO:\n        return role.may_act\n    if not role.may_act:\n",
        ("tests/domain/test_authority.py", "tests/slack/test_guard.py"),
    ),
    Mutation(
        "a shared channel keeps what stands there",
        "bot/usecases/notices.py",
        "        return self in (self.SHARED_OUTSIDE, self.ABOUT_TO_BE_SHARED, self.HAS_OUTSIDER)\n",
        "        return self in (self.ABOUT_TO_BE_SHARED, self.HAS_OUTSIDER)\n",
        ("tests/flows/test_guard_exposure.py",),
    ),
    Mutation(
        "a channel is looked at after events alone",
        "bot/usecases/watch_channel.py",
        "    look_at_it_again(uow, channel, _wait(uow, channel, problem))\n",
        "",
        ("tests/flows/test_guard_exposure.py",),
    ),
    Mutation(
        "slow calls add up",
        "bot/slack/guard.py",
        "            with deadline.answering(deadline.ANSWER_WITHIN_S):\n",
        "            if True:\n",
        ("tests/flows/test_guard_in_time.py",),
    ),
    # What reviewers alone may do.
    Mutation(
        "a member decides",
        "bot/usecases/decide.py",
        "    if not grant.is_reviewer:\n",
        "    if False:\n",
        (*RIGHTS, *SECOND_LINE),
    ),
    Mutation(
        "two reviewers decide, one after the other",
        "bot/usecases/decide.py",
        "    if latest is not None and latest.id != command.known_decision:\n",
        "    if False and latest is not None:\n",
        ("tests/flows/test_decide.py",),
    ),
    Mutation(
        "a closed alert is decided on",
        "bot/usecases/decide.py",
        "    if command.episode is not None and (episode is None or episode.id != command.episode):\n",
        "    if False:\n",
        ("tests/flows/test_decide.py",),
    ),
    Mutation(
        "a decision needs no quorum",
        "bot/usecases/decide.py",
        "        if votes < settings.quorum:\n",
        "        if votes < 0:\n",
        ("tests/flows/test_decide.py",),
    ),
    Mutation(
        "a member merges clients",
        "bot/usecases/merge_clients.py",
        "        language = uow.workspace.settings().language\n"
        "        if not grant.is_reviewer:\n"
        '            return NotDone("reviewers_only", (), language)\n'
        "        client, into",
        "        language = uow.workspace.settings().language\n        client, into",
        (*RIGHTS, *SECOND_LINE),
    ),
    Mutation(
        "a member takes clients apart",
        "bot/usecases/merge_clients.py",
        "        client = uow.clients.get(command.client)\n        if not grant.is_reviewer:\n",
        "        client = uow.clients.get(command.client)\n        if False:\n",
        (*RIGHTS, *SECOND_LINE),
    ),
    Mutation(
        "a member exempts from bars, and archives",
        "bot/usecases/edit_client.py",
        "    if not grant.is_reviewer:\n        return changed\n",
        "",
        ("tests/flows/test_rights.py",),
    ),
    Mutation(
        "a member changes the settings",
        "bot/usecases/change_settings.py",
        '    if not grant.is_reviewer:\n        return NotDone("reviewers_only", (), before.language)\n',
        "",
        (*RIGHTS, *SECOND_LINE),
    ),
    Mutation(
        "the last reviewer is removed",
        "bot/usecases/change_settings.py",
        "        if now_stored.reviewers and not _is_somebody_left(uow, people, wanted):\n",
        "        if False:\n",
        ("tests/flows/test_settings.py",),
    ),
    Mutation(
        "a member voids and waives",
        "bot/usecases/correct_incident.py",
        '        (lambda: not grant.is_reviewer, "reviewers_only"),\n'
        '        (lambda: not _may_dismiss(uow, grant, found), "about_you"),\n',
        "",
        (*RIGHTS, *SECOND_LINE),
    ),
    Mutation(
        "a reviewer dismisses their own flag",
        "bot/usecases/who_may.py",
        "    named = {record.by, client.owner, *record.witnesses, *record.about}\n",
        "    named = {client.owner, *record.witnesses, *record.about}\n",
        ("tests/flows/test_corrections.py", "tests/flows/test_dismissal.py"),
    ),
    Mutation(
        "an owner dismisses a flag about their client",
        "bot/usecases/who_may.py",
        "    named = {record.by, client.owner, *record.witnesses, *record.about}\n",
        "    named = {record.by, *record.witnesses, *record.about}\n",
        ("tests/flows/test_corrections.py", "tests/flows/test_dismissal.py"),
    ),
    Mutation(
        "a witness dismisses what they saw",
        "bot/usecases/who_may.py",
        "    named = {record.by, client.owner, *record.witnesses, *record.about}\n",
        "    named = {record.by, client.owner, *record.about}\n",
        ("tests/flows/test_corrections.py", "tests/flows/test_dismissal.py"),
    ),
    Mutation(
        "whoever it was done to dismisses it",
        "bot/usecases/who_may.py",
        "    if not grant.is_reviewer or grant.user in record.about:\n        return False\n",
        "    if not grant.is_reviewer:\n        return False\n",
        ("tests/flows/test_dismissal.py",),
    ),
    Mutation(
        "whoever proposed a dismissal confirms it",
        "bot/usecases/settle_dismissal.py",
        '    if dismissal.proposed_by == grant.user:\n        return NotDone("dismissal_own", (), language)\n',
        "",
        ("tests/flows/test_dismissal.py",),
    ),
    Mutation(
        "a member confirms a dismissal",
        "bot/usecases/settle_dismissal.py",
        "        if not grant.is_reviewer:\n",
        "        if False:\n",
        ("tests/flows/test_guard_second_line.py",),
    ),
    Mutation(
        "whoever is concerned confirms a dismissal",
        "bot/usecases/settle_dismissal.py",
        "    if grant.user in those_concerned(found.record, found.client):\n",
        "    if False:\n",
        ("tests/flows/test_dismissal.py",),
    ),
    Mutation(
        "a flag about conduct is dismissed by one",
        "bot/usecases/propose_dismissal.py",
        "is_about_conduct(record.entry) and not is_alone(grant, reviewers)\n",
        "False\n",
        ("tests/flows/test_dismissal.py",),
    ),
    Mutation(
        "a reviewer becomes the only one and dismisses alone",
        "bot/usecases/second_person.py",
        "    return (*in_force, *still_here, *somebody)\n",
        "    return in_force\n",
        SECOND_PERSON,
    ),
    Mutation(
        "a reviewer chooses who confirms",
        "bot/usecases/second_person.py",
        "if each == user or not (changes.is_unknown or each in changes.chosen)",
        "if True",
        SECOND_PERSON,
    ),
    Mutation(
        "whoever was chosen proposes what their chooser confirms",
        "bot/usecases/settle_dismissal.py",
        "    if not _chose_neither(uow, grant.user, dismissal.proposed_by, found.record):\n",
        "    if False:\n",
        SECOND_PERSON,
    ),
    Mutation(
        "a correction takes a flag about conduct out of the count",
        "bot/usecases/edit_incident.py",
        "        if weakened is not None:\n",
        "        if False:\n",
        SECOND_PERSON,
    ),
    Mutation(
        "a correction takes out to whom it was done",
        "bot/usecases/edit_incident.py",
        "    return None if set(record.about) <= set(new.about) else ",
        "    return None if True else ",
        SECOND_PERSON,
    ),
    Mutation(
        "a file takes back a flag about conduct",
        "bot/usecases/import_history.py",
        "        if isinstance(line.entry, Void | Waiver) and _takes_two(uow, line.entry.entry, ids):\n",
        "        if False:\n",
        SECOND_PERSON,
    ),
    Mutation(
        "a reviewer erases a flag about conduct with its client",
        "bot/usecases/erase_client.py",
        "        if _would_dismiss(uow, grant, client):\n",
        "        if False:\n",
        SECOND_PERSON,
    ),
    Mutation(
        "whoever it was done to empties the note of it",
        "bot/usecases/erase_person.py",
        "        free = [each for each in free if not _is_about(uow, each, by)]\n",
        "",
        SECOND_PERSON,
    ),
    Mutation(
        "a decision is taken out of the trail for a name",
        "bot/store/register.py",
        ' if name != "audit" or row["action"] in WRITTEN)',
        ")",
        ("tests/store/test_erasing.py",),
    ),
    Mutation(
        "a member reads the audit trail",
        "bot/usecases/read_audit.py",
        "    if not grant.is_reviewer:\n",
        "    if False:\n",
        ("tests/usecases/test_rights.py",),
    ),
    Mutation(
        "a member deals with what is restricted",
        "bot/usecases/handle_care.py",
        "    if not grant.is_reviewer:\n",
        "    if False:\n",
        ("tests/usecases/test_rights.py",),
    ),
    Mutation(
        "a member lifts the gate of the money",
        "bot/usecases/lift_gate.py",
        "    if not grant.is_reviewer:\n",
        "    if False:\n",
        ("tests/flows/test_parting.py",),
    ),
    Mutation(
        "restricted notes are read like others",
        "bot/usecases/who_may.py",
        "    if record.is_sealed:\n        return grant.is_reviewer\n",
        "",
        ("tests/flows/test_erasure.py::test_a_restricted_entry_is_seen_by_reviewers_alone",),
    ),
    Mutation(
        "anybody undoes anybody's flag",
        "bot/usecases/correct_incident.py",
        "        if found.record.by != grant.user:\n"
        '            return NotDone("not_yours", (), language)\n'
        "        if found.is_voided:\n"
        '            return NotDone("already_void", (), language)\n'
        "        if not may_undo",
        "        if found.is_voided:\n"
        '            return NotDone("already_void", (), language)\n'
        "        if grant.user == found.record.by and not may_undo",
        ("tests/flows/test_corrections.py",),
    ),
    Mutation(
        "anybody corrects anybody's flag",
        "bot/usecases/who_may.py",
        "    return grant.is_reviewer or (record.by == grant.user and is_in_time and not record.is_sealed)\n",
        "    return grant.is_reviewer or (is_in_time and not record.is_sealed)\n",
        ("tests/flows/test_corrections.py",),
    ),
    Mutation(
        "physical abuse is waived",
        "bot/usecases/correct_incident.py",
        '        (lambda: waives and not may_waive(found.record), "cannot_waive_physical"),\n',
        "",
        ("tests/usecases/test_rights.py",),
    ),
    Mutation(
        "somebody finishes what another typed",
        "bot/usecases/finish_draft.py",
        "        if draft is None or draft.user != grant.user:\n",
        "        if draft is None:\n",
        ("tests/usecases/test_rights.py",),
    ),
    # Who reads what.
    Mutation(
        "notes are for everybody",
        "bot/usecases/who_may.py",
        "    return not is_withheld or grant.is_reviewer or record.by == grant.user\n",
        "    return True\n",
        NOTES,
    ),
    Mutation(
        "confidential notes are for everybody",
        "bot/usecases/who_may.py",
        "    is_withheld = record.is_confidential or sign in _WITHHELD_SIGNS\n",
        "    is_withheld = sign in _WITHHELD_SIGNS\n",
        NOTES,
    ),
    Mutation(
        "notes about abuse are for everybody",
        "bot/usecases/who_may.py",
        "    is_withheld = record.is_confidential or sign in _WITHHELD_SIGNS\n",
        "    is_withheld = record.is_confidential\n",
        NOTES,
    ),
    Mutation(
        "everybody reads who flagged",
        "bot/usecases/who_may.py",
        "    return grant.is_reviewer or (record.by == grant.user and not record.is_sealed)\n",
        "    return True\n",
        NOTES,
    ),
    Mutation(
        "the evidence of a withheld note is shown",
        "bot/usecases/incident_lines.py",
        "record.evidence.permalink if record.evidence and can_read else None",
        "record.evidence.permalink if record.evidence else None",
        NOTES,
    ),
    # Where posts go.
    Mutation(
        "a channel is never asked about",
        "bot/usecases/check_audience.py",
        "    if problem is not None:\n        return problem\n    members",
        "    members",
        (*SHARE, "tests/flows/test_delivery.py", "tests/flows/test_settings.py"),
    ),
    Mutation(
        "a shared channel may be posted to",
        "bot/usecases/check_audience.py",
        "    if facts.is_shared_outside:\n        return ChannelProblem.SHARED_OUTSIDE\n",
        "",
        SHARE,
    ),
    Mutation(
        "a channel that is about to be shared may be posted to",
        "bot/usecases/check_audience.py",
        "    if facts.is_about_to_be_shared:\n        return ChannelProblem.ABOUT_TO_BE_SHARED\n",
        "",
        SHARE,
    ),
    Mutation(
        "an archived channel may be chosen",
        "bot/usecases/check_audience.py",
        "    if facts.is_archived:\n        return ChannelProblem.ARCHIVED\n",
        "",
        (*SHARE, "tests/flows/test_settings.py"),
    ),
    Mutation(
        "a channel with a guest in it may be posted to",
        "bot/usecases/check_audience.py",
        "    if any(not may_read(people[member], workspace, settings) for member in members):\n",
        "    if False:\n",
        SHARE,
    ),
    Mutation(
        "a channel that cannot be looked up may be posted to",
        "bot/usecases/check_audience.py",
        "    if facts is None:\n        return ChannelProblem.UNKNOWN\n",
        "    if facts is None:\n        return None\n",
        (*SHARE, "tests/flows/test_settings.py"),
    ),
    Mutation(
        "members who cannot be looked up do not matter",
        "bot/usecases/check_audience.py",
        "    if members is None:\n        return ChannelProblem.MEMBERS_UNKNOWN\n",
        "    if members is None:\n        return None\n",
        (*SHARE, "tests/flows/test_settings.py"),
    ),
    Mutation(
        "a post does not ask again",
        "bot/usecases/destination.py",
        "    if problem is not None:\n        return Closed(channel, problem, problem.value)\n",
        "",
        (*SHARE, "tests/flows/test_delivery.py"),
    ),
    Mutation(
        "anybody is written to directly",
        "bot/usecases/destination.py",
        "    if not role_of(person, workspace, settings.reviewers, settings.contractors).may_act:\n",
        "    if False:\n",
        ENTRIES,
    ),
    Mutation(
        "what stands where others came to read is left there",
        "bot/usecases/watch_channel.py",
        "    if problem is not None and problem.exposes:\n",
        "    if False:\n",
        ("tests/flows/test_guard_exposure.py",),
    ),
    # What stands in the text.
    Mutation(
        "names are not escaped",
        "bot/slack/mrkdwn.py",
        'return Mrkdwn(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))',
        "return Mrkdwn(text)",
        ("tests/slack/test_mrkdwn.py",),
    ),
    Mutation(
        "a name may turn a line round",
        "bot/slack/mrkdwn.py",
        '    return char not in _BIDI and unicodedata.category(char) not in ("Cc", "Cs")\n',
        '    return unicodedata.category(char) not in ("Cc", "Cs")\n',
        ("tests/slack/test_mrkdwn.py",),
    ),
    Mutation(
        "a name may ping everybody",
        "bot/slack/mrkdwn.py",
        '    text = _MENTION_WORD.sub("@" + _WORD_JOINER, text)\n',
        "",
        ("tests/slack/test_mrkdwn.py",),
    ),
    Mutation(
        "posts unfurl",
        "bot/slack/messenger.py",
        '{"unfurl_links": False, "unfurl_media": False}',
        "{}",
        ("tests/slack/test_messenger.py", "tests/flows/test_alert_life.py"),
    ),
    Mutation(
        "exceptions tell the text that was stored",
        "bot/store/engine.py",
        "        parsed,\n        hide_parameters=True,\n",
        "        parsed,\n",
        ("tests/test_security.py::test_no_engine_tells_what_it_was_given",),
    ),
    # Workspaces.
    Mutation(
        "a client of any workspace is found",
        "bot/store/clients.py",
        "_ALL: Select[Any] = select(clients).where(_OWN)\n",
        "_ALL: Select[Any] = select(clients)\n",
        ISOLATION,
    ),
    Mutation(
        "a client of any workspace is saved",
        "bot/store/clients.py",
        '    _OWN, clients.c.id == bindparam("which"), clients.c.revision == bindparam("known_revision")\n',
        '    clients.c.id == bindparam("which"), clients.c.revision == bindparam("known_revision")\n',
        ISOLATION,
    ),
    Mutation(
        "history of any workspace is read",
        "bot/store/history.py",
        "_ENTRIES = select(*ENTRY_COLUMNS).where(_OWN, _OF_ROOT)",
        "_ENTRIES = select(*ENTRY_COLUMNS).where(_OF_ROOT)",
        ("tests/store/test_isolation.py",),
    ),
    Mutation(
        "witnesses of any workspace are read",
        "bot/store/history.py",
        '    .where(witnesses.c.workspace == THIS_WORKSPACE, witnesses.c.incident == bindparam("which"))\n',
        '    .where(witnesses.c.incident == bindparam("which"))\n',
        ISOLATION,
    ),
    Mutation(
        "drafts of any workspace are read",
        "bot/store/receipts.py",
        '    drafts.c.workspace == THIS_WORKSPACE,\n    drafts.c.id == bindparam("which"),\n',
        '    drafts.c.id == bindparam("which"),\n',
        ISOLATION,
    ),
    Mutation(
        "people of any workspace are dropped",
        "bot/store/people.py",
        '_DROP = delete(people).where(_OWN, people.c.id == bindparam("which"))\n',
        '_DROP = delete(people).where(people.c.id == bindparam("which"))\n',
        ISOLATION,
    ),
    Mutation(
        "versions of any workspace's policy are read",
        "bot/store/workspace.py",
        "select(policy_versions).where(policy_versions.c.workspace == THIS_WORKSPACE)",
        "select(policy_versions)",
        ISOLATION,
    ),
    Mutation(
        "the audit trail of any workspace is read",
        "bot/store/audit.py",
        ').where(\n    _OWN,\n    audit.c.seq < bindparam("below"),\n',
        ').where(\n    audit.c.seq < bindparam("below"),\n',
        ("tests/store/test_isolation.py",),
    ),
    # Once and for good.
    Mutation(
        "receipts are taken twice",
        "bot/store/receipts.py",
        '        return self._bound.run(_TAKE, {"key": key, "at": self._at}).rowcount == 1\n',
        '        self._bound.run(_TAKE, {"key": key, "at": self._at})\n        return True\n',
        ("tests/store/test_store.py",),
    ),
    Mutation(
        "a row is saved over what another process saved",
        "bot/store/outbox.py",
        '        outbox.c.attempt == bindparam("expected_attempt"),\n',
        "",
        ("tests/store/test_outbox.py",),
    ),
    Mutation(
        "a row that somebody works on is claimed",
        "bot/store/claims.py",
        "    outbox.c.wake_at <= _HORIZON,\n    _IS_FREE,\n",
        "    outbox.c.wake_at <= _HORIZON,\n",
        ("tests/store/test_claims.py",),
    ),
    Mutation(
        "a client is saved over a newer one",
        "bot/store/clients.py",
        "        if self._bound.run(_SAVE, {**values, **_columns(client)}).rowcount != 1:\n            raise StaleRevision\n",
        "        self._bound.run(_SAVE, {**values, **_columns(client)})\n",
        ("tests/store/test_clients.py",),
    ),
    Mutation(
        "a reaction of before undoes one of after",
        "bot/store/episodes.py",
        'newer_by="event_ts"',
        "newer_by=None",
        ("tests/store/test_episodes.py",),
    ),
)
