"""Sensitive rows leave storage only through functions that are told who reads; the chart is written in one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from storage import tables
from tests.laws import source

# Classes C2 to C4 of TRUST.md section 1. Whoever adds such a table adds it here.
SENSITIVE = {"Audit", "Kudos", "KudosEndorsement", "KudosReceiver"}
SENSITIVE |= {"Evidence", "EvidenceChange", "FeedbackRequest"}
SENSITIVE |= {"Goal", "GoalCheckin"}
SENSITIVE |= {"CalibrationHabit", "CalibrationReport"}
SENSITIVE |= {"CalibrationPacket", "CalibrationView", "CalibrationDecision", "CalibrationAnchor"}
SENSITIVE |= {"NominationResult"}
SENSITIVE |= {"PostmortemScore"}
SENSITIVE |= {"Review", "Rating", "RatingCitation", "RatingChange", "ReviewConcern"}
NO_ROWS = {"None", "bool", "int", "float", "Verdict"}  # what says nothing of any one row
# Functions that hand out something of sensitive tables without being told who reads, and why that is right.
NOBODY_READS = {
    "storage/calibration_anchors.py by_person": "levels of written cases, for what is computed of them",
    "storage/calibration_anchors.py of_person": "the person's own levels of written cases",
    "storage/calibration_anchors.py spread": "how often each level was given, without who gave it",
    "storage/calibration_packets.py of_session": "for what happens by itself, and for counts",
    "storage/calibration_packets.py subjects": "ids, so that nobody is counted twice",
    "storage/calibration_rulings.py of_session": "for the log, of which a handler shows what its reader may read",
    "storage/calibration_views.py marks": "which packets are marked; a handler shows each person their own",
    "storage/calibration_views.py of_packet": "for counts without names, in a session that is open",
    "storage/calibration_views.py of_person": "what the person wrote themselves",
    "storage/calibration_report.py of_cycle": "the figures of sessions as a whole, for counts in which nobody is named",
    "storage/calibration_report.py of_sessions": "the same, of sessions that were read already",
    "storage/coaching_moments.py concerns": "ids of what a manager wrote; a schedule tells that one",
    "storage/coaching_moments.py shared_errors": "ids of those who let others know of an error of theirs",
    "storage/outcomes.py outcomes": "counts over everybody in a cycle",
    "storage/outcomes.py inside": "ids of everybody in a cycle",
    "storage/outcomes.py of_group": "counts over everybody in a cycle, or outside it",
    "storage/outcomes.py contested": "counts over ten people and more",
    "storage/plan_checks.py checks": "the same",
    "storage/evidence_counts.py days": "days of what a person knows or their manager wrote; a schedule tells that one",
    "storage/evidence_counts.py managers": "ids of those who lead somebody",
    "storage/evidence_counts.py taking_part": "people of the directory",
    "storage/evidence_counts.py unnoted": "who wrote nothing of whom; a schedule tells the manager of the day alone",
    "storage/feedback.py colleague": "the id of whoever is reminded; what they were asked they find as themselves",
    "storage/feedback.py worth_telling": "which of a person's own notices still hold",
    "storage/goals.py bare": "a goal without its words",
    "storage/goals.py check_ins": "of a goal that was found for its reader",
    "storage/goals.py find_check_in": "the same",
    "storage/keeping_postmortems.py part": "forgets, and counts what went",
    "storage/postmortems_keepers.py keepers": "ids of people who see to it; of who scores it none",
    "storage/postmortems_scoring.py agreement": "one figure over all who score, from five post-mortems on",
    "storage/postmortems_scoring.py both": "who scores; what a handler shows of it goes through `readable`",
    "storage/postmortems_scoring.py draw": "ids of people who may be asked",
    "storage/postmortems_scoring.py lacking": "ids of post-mortems that wait",
    "storage/postmortems_scoring.py of_round": "who was asked, for rules and for what happens by itself",
    "storage/postmortems_scoring.py owed": "ids of post-mortems that wait for the person",
    "storage/postmortems_scoring.py replace_departed": "ids of people who are asked now",
    "storage/postmortems_scoring.py save": "both sheets as they stand, for the rule that follows from them",
    "storage/postmortems_scoring.py slow": "ids of people who are reminded, and of what",
    "storage/postmortems_scoring.py still_owed": "which of a person's own notices still hold",
    "storage/goals.py learned": "by what evidence names goals; the gate compares it and shows it to nobody",
    "storage/goals.py plain": "for what happens by itself, which tells nobody its words",
    "storage/goals.py standings": "how goals stand, without their words; each is then found for its reader",
    "storage/goals_reach.py coverage": "counts of teams of five and more",
    "storage/goals_reach.py unpaired": "which of one's own people hold no goal, on their manager's own Home",
    "storage/kudos.py public": "what everybody may read, for a digest and its channel",
    "storage/kudos_reach.py passed": "counts what everyone may read",
    "storage/kudos_reach.py managers": "ids of those who lead somebody",
    "storage/kudos_reach.py unseen": "counts what everyone may read; a schedule tells the manager of the day",
    "storage/nominations_received.py of_window": "to HR who received what, to a winner by nominations what is theirs",
    "storage/nominations_received.py open_to": "a winner's own, to that winner",
    "storage/nominations_received.py rested": "ids, for the rule that nobody receives a nomination twice so soon",
    "storage/reads.py opened": "whose records somebody has opened, by which they are told to stop",
    "storage/reads.py about": "role, date and class of data, without anybody's name, for the subject",
    "storage/reviews.py answering": "ids of whoever leads somebody now, or acts for them",
    "storage/reviews.py calibrate": "of a review that was found for whoever decides on it",
    "storage/reviews.py in_state": "ids of those whose reviews HR releases; each is then found by the policy",
    "storage/reviews.py latest": "the id of a cycle",
    "storage/reviews.py plain": "for what happens by itself, which tells nobody its words",
    "storage/reviews_concerns.py alert": "for whoever is told by its ombud alone, and not for whoever hands it in",
    "storage/reviews_base_rate.py base_rate": "four counts of the whole org",
    "storage/reviews_file.py file": "for the gate, which needs all of it and shows nobody its words",
    "storage/reviews_file.py managers": "ids of whoever could rate somebody in a cycle",
    "storage/reviews_file.py verdicts": "ids and reasons; a view names only pieces its reader may read",
    "storage/reviews_second.py of_people": "for packets of a session, which ask the policy who reads them",
    "storage/second_raters.py asking": "days of a cycle",
    "storage/second_raters.py asked": "ids of whom a checkpoint asks; whoever is asked is shown a number",
    "storage/second_raters.py authors": "ids, for the draw and for whether somebody may still rate",
    "storage/second_raters.py barred": "ids of the chart, for the draw",
    "storage/second_raters.py cast": "ids of whom the cycle asks by itself, and of whom its rehearsal says so",
    "storage/second_raters.py draw": "the same, before anybody is asked",
    "storage/second_raters.py of_checkpoint": "the same; whoever is asked is shown a number",
    "storage/sparing.py free": "a condition, no row",
    "storage/exporting_reviews.py is_told": "the same",
    "storage/calibration_pending.py of_round": "ids of those whose release waits",
    "storage/reviews.py earlier": "who had a hand in a review: asked by what hands nobody its words",
    "storage/sparing.py rows": "the same",
    "storage/sparing.py about": "the same",
    "storage/erasing.py alone": "locks, and returns ids alone: of the people under a hold",
    "storage/reviews_handed_in.py periods": "days of cycles, and whether a review of them is handed in",
    "storage/set_up.py find": "whether there is any kudos at all",
    "storage/set_up.py hours": "the org's working days",
    "storage/set_up.py outline": "how far set-up is, and names of teams",
    "storage/set_up.py teams": "names of teams",
    "storage/set_up.py those_waited_for": "ids of those who have not been invited yet",
    "storage/keeping.py leavers": "ids of those who left long ago",
    "storage/audit.py bases": "numbers of the first lines of the chains",
    "storage/audit.py pruned": "the end of a chain, signed",
    "storage/audit.py shredded": "the seal of a line whose words are gone",
    "storage/audit_anchor.py compare": "numbers of lines that do not hold",
    "storage/audit_anchor.py line": "the ends of the chains, signed",
}
# Modules that go through all tables by name, and why that is right.
EVERY_TABLE = {
    "storage/erasing.py": "changes rows and hands out none",
    "storage/erasing_texts.py": "the same",
    "storage/sparing.py": "conditions; it reads no row",
    "storage/exporting.py": "all about one person, for that person (handlers/privacy.py) or on the operator's command",
}
WHO = {"storage/people.py": "the directory"}
STANDINGS = {
    "storage/lines.py": "what the chart and the offices make of somebody",
    "storage/calibration_report.py": "a session as a whole is about nobody",
    "domain/kudos.py": "its readers do not depend on the chart",
    "handlers/pulses_answer.py": "who answers is nobody to anybody: each answers for themselves",
    "handlers/nominations.py": "the same, of nominations and of votes",
    "storage/pulses_readers.py": "results are a group's, and about no one person",
    "handlers/calibration_sprint_standing.py": "a sprint as a whole is about nobody, and a reading its maker's own",
    "storage/leading.py": "figures are a team's, and about no one person",
    "storage/postmortems_keepers.py": "a post-mortem is about what happened, and about no one person",
    "storage/postmortems_scoring.py": "a sheet is about a text, and its scorer's own",
}
LINES = {"manager_id", "Membership", "ReportingLine", "Belonging"}
WRITERS = {
    "storage/lines.py": "the one place",
    "storage/reviews_rows.py": "who wrote a review, which leads nobody",
    "storage/calibration_packets.py": "who rates somebody in a session, which leads nobody",
    "storage/erasing.py": "takes away what has ended, of somebody whom nobody may know any more",
}


def mentions(module: ast.Module) -> set[str]:
    """Return which tables a module of storage names."""
    return {
        node.attr
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "tables"
    }


def storage() -> Iterator[tuple[str, ast.Module, Path]]:
    for path in source.files("storage"):
        if "migrations" not in path.parts and "tables" not in path.parts:
            yield source.name(path), source.tree(path), path


def hands_out(function: ast.FunctionDef) -> bool:
    return function.returns is not None and ast.unparse(function.returns) not in NO_ROWS


def is_told_who(function: ast.FunctionDef) -> bool:
    named = (*function.args.args, *function.args.kwonlyargs)
    return any(one.annotation is not None and ast.unparse(one.annotation) == "Actor" for one in named)


def public(module: ast.Module) -> Iterator[ast.FunctionDef]:
    yield from (one for one in module.body if isinstance(one, ast.FunctionDef) and not one.name.startswith("_"))


def built(name: str) -> set[str]:
    """Return the files of the product that make a value of this class."""
    return {
        where.partition(":")[0]
        for where, node in source.nodes(*source.LAYERS, of=(ast.Call,))
        if ast.unparse(node.func).split(".")[-1] == name
    }


def taken(module: ast.Module) -> set[str]:
    """Return what a module imports of domain.policy, by name or with all of it."""
    imports = [node for node in ast.walk(module) if isinstance(node, ast.ImportFrom)]
    named = {one.name for node in imports if node.module == "domain.policy" for one in node.names}
    attributes = [node for node in ast.walk(module) if isinstance(node, ast.Attribute) and node.attr == "Standing"]
    whole = any(ast.unparse(node) == "policy.Standing" for node in attributes)
    return named | ({"Standing"} if whole else set())


def test_sensitive_rows_are_read_only_by_somebody() -> None:
    """A function that hands out a sensitive row takes the actor, or stands above with its reason."""
    unasked = {
        f"{name} {function.name}"
        for name, module, _ in storage()
        if mentions(module) & SENSITIVE
        for function in public(module)
        if hands_out(function) and not is_told_who(function)
    }
    assert unasked - NOBODY_READS.keys() == set()
    assert NOBODY_READS.keys() - unasked == set(), "an exception nobody needs any more"


def test_sensitive_tables_are_tables() -> None:
    """A table that is renamed does not fall off the list in silence."""
    assert set(tables.__all__) >= SENSITIVE


def test_few_go_through_every_table() -> None:
    """By a table's name in a string, the law above would not see what is read."""
    found = {name for name, module, _ in storage() if "named" in mentions(module)}
    assert found == EVERY_TABLE.keys()


def test_an_actor_comes_from_the_directory() -> None:
    """No handler makes one up to read as somebody else."""
    assert built("Actor") == WHO.keys()


def test_a_standing_is_worked_out_in_one_place() -> None:
    """Who somebody is to somebody else is asked of the organization chart, at that moment."""
    policys = {source.name(path) for path in source.files(*source.LAYERS) if "Standing" in taken(source.tree(path))}
    assert built("Standing") & policys == STANDINGS.keys()


def test_lines_and_teams_are_written_in_one_place() -> None:
    """Else what holds now and the history of it part ways: nobody else inserts, changes or deletes them."""
    found = {name for name, module, _ in storage() if set(writes(module)) & LINES}
    assert found == WRITERS.keys()


def writes(module: ast.Module) -> Iterator[str]:
    """Yield the tables whose rows a module changes, and manager_id where a statement is given a value for it."""
    aliases = dict(_aliases(module))
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            yield from (aliases.get(ast.unparse(one), "") for one in _changed(node))
            yield from (one.arg or "" for one in node.keywords if one.arg == "manager_id")
        if isinstance(node, ast.Dict):
            yield from (one.value for one in node.keys if isinstance(one, ast.Constant) and one.value == "manager_id")


def _aliases(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield what a module calls each table: `_line = tables.table(tables.ReportingLine)`."""
    for node in module.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            told = [one.attr for one in node.value.args if isinstance(one, ast.Attribute)]
            yield from ((ast.unparse(node.targets[0]), name) for name in told)


def _changed(call: ast.Call) -> Iterator[ast.expr]:
    """Yield the table of insert(table), update(table), delete(table), table.insert() and the like."""
    verbs = {"insert", "update", "delete", "insert_if_new", "insert_those_new", "insert_all", "update_all"}
    if isinstance(call.func, ast.Name) and call.func.id in verbs:
        yield from call.args[:1]
    if isinstance(call.func, ast.Attribute) and call.func.attr in verbs:
        yield call.func.value
        yield from call.args[:1]
