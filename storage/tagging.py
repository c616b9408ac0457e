"""What every column of every table is, as far as people are concerned: the one place.

From here a person's data is found, shown to them, put behind pseudonyms, and erased. A law
(tests/laws/test_privacy.py) fails while a column is missing here, so no table comes without an answer.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.privacy import DataClass
from storage import (
    tagging_calibration,
    tagging_nominations,
    tagging_paired,
    tagging_plan,
    tagging_postmortems,
    tagging_pulses,
    tagging_pulses_release,
    tagging_reviews,
)
from storage.tags import Erased, Kept, Sealed, Through, kept, technical

__all__ = ["KEPT", "Erased", "Kept", "Sealed", "Through"]


_ID = Sealed()
_CARD = Sealed(json=True)
_ROWS, _HAND, _STAYS = Erased.ROWS, Erased.BY_HAND, Erased.STAYS
_OF_KUDOS = Through("kudos_receiver", "id", "kudos_id", "person_id")
_RECEIVERS = Through("kudos", "kudos_id", "id", "giver_id")

KEPT: Mapping[str, Kept] = {
    # --- Who there is ---------------------------------------------------------------------------------------------
    "person": kept(
        DataClass.PROFILE,
        _HAND,
        people="id",
        others="manager_id",
        facts="name email title kind active zone is_hr created_at left_at sources",
        technical="org_id version",
    ),
    "account": kept(
        DataClass.PROFILE,
        _HAND,
        people="person_id",
        facts="external handle alias address kind active seen_at",
        technical="org_id workspace_id",
    ),
    "membership": kept(DataClass.PROFILE, _ROWS, people="person_id", facts="team_id"),
    "belonging": kept(DataClass.HISTORY, _ROWS, people="person_id", facts="team_id starts_at ends_at"),
    "reporting_line": kept(DataClass.HISTORY, _HAND, people="person_id manager_id", facts="starts_at ends_at"),
    "appointment": kept(DataClass.HISTORY, _ROWS, people="person_id", facts="office appointed_at"),
    "claim_code": kept(DataClass.MESSAGES, _ROWS, people="used_by", facts="expires_at", technical="org_id digest"),
    "claim_try": kept(DataClass.MESSAGES, _ROWS, people="person_id", facts="since count"),
    "introduction": kept(DataClass.PREFERENCES, _ROWS, people="person_id", facts="at"),
    "preference": kept(
        DataClass.PREFERENCES,
        _ROWS,
        people="person_id",
        facts="opens closes back_on snoozed_until stopped digest_day workspace_id",
    ),
    "scim_user": kept(
        DataClass.PROFILE,
        _ROWS,
        people="person_id",
        facts="user_name external_id given_name family_name display_name manager_ref created_at changed_at deleted_at",
        technical="org_id user_key",
    ),
    "import_row": kept(
        DataClass.DRAFTS,
        _ROWS,
        people="person_id",
        facts="at",
        sealed={"fields": Sealed(("run_id", "person_id"), json=True)},
        technical="org_id run_id",
    ),
    # --- Recognition ----------------------------------------------------------------------------------------------
    "kudos": kept(
        DataClass.KUDOS,
        _HAND,
        people="giver_id",
        through=(_OF_KUDOS,),
        facts="badge audience state edited given_at",
        sealed={"note": _ID, "correction": _ID},
        technical="org_id id version",
    ),
    "kudos_receiver": kept(
        DataClass.KUDOS,
        _HAND,
        people="person_id",
        through=(_RECEIVERS,),
        facts="given_at shared evidence named",
        technical="org_id kudos_id",
    ),
    "kudos_endorsement": kept(DataClass.KUDOS, _ROWS, people="person_id", facts="kudos_id at"),
    # --- Messages -------------------------------------------------------------------------------------------------
    "draft": kept(
        DataClass.DRAFTS,
        _ROWS,
        people="person_id",
        facts="form at",
        sealed={"content": Sealed(("person_id", "form"), own="", json=True)},
    ),
    "notice": kept(
        DataClass.MESSAGES,
        _HAND,
        people="person_id about_id",
        facts="kind subject state deadline sent_at created_at",
        sealed={"card": _CARD},
        technical="org_id id",
    ),
    "outbox": kept(
        DataClass.MESSAGES,
        _HAND,
        people="reader_id",
        facts="kind state address lane platform_ref created_at sent_at",
        sealed={"card": _CARD},
        technical="org_id id seq workspace_id urgency promise dedupe_key of batch not_before not_after attempts"
        " started_at lease_until lease_token error",
    ),
    "room_message": kept(
        DataClass.MESSAGES,
        _HAND,
        through=(
            Through("account", "author", "external", "person_id"),
            Through("account", "place", "external", "person_id"),
        ),
        facts="place author edited removed at",
        sealed={"body": Sealed(json=True, but="author")},
        technical="org_id id workspace_id seq",
    ),
    "claim": kept(
        DataClass.DELIVERIES,
        _HAND,
        facts="at",
        sealed={"answer": Sealed(("source", "key"), own="", json=True)},
        technical="org_id source key",
        why="not filed by person: which answer was whose is not known",
    ),
    "due": kept(
        DataClass.MESSAGES,
        _ROWS,
        people="subject",
        facts="kind due_at state",
        technical="org_id step expires_at attempts reason settled_at",
    ),
    "pace": kept(
        DataClass.MESSAGES,
        _HAND,
        technical="org_id workspace_id key opens_at",
        why="how soon the next message may go, for a day",
    ),
    # --- Broadcasts -----------------------------------------------------------------------------------------------
    "broadcast": kept(
        DataClass.BROADCASTS,
        _HAND,
        people="author_id",
        facts="audience teams timing day at state created_at sent_at settled_at",
        sealed={"title": _ID, "message": _ID, "request": _CARD},
        technical="org_id id version people planned no_account away left sent failed dropped stretch_since"
        " stretch_settled",
    ),
    "batch": kept(
        DataClass.BROADCASTS,
        _HAND,
        through=(Through("broadcast", "id", "id", "author_id"),),
        sealed={"card": _CARD},
        technical="org_id id closed_at",
    ),
    "broadcast_answer": kept(DataClass.BROADCASTS, _ROWS, people="person_id", facts="broadcast_id at"),
    "broadcast_approval": kept(
        DataClass.BROADCASTS,
        _HAND,
        people="by_id",
        facts="broadcast_id decision decided_at",
        sealed={"reason": Sealed(("broadcast_id", "version"), by="/")},
        technical="org_id version asked people most until",
    ),
    **tagging_calibration.KEPT,
    **tagging_reviews.KEPT,
    **tagging_nominations.KEPT,
    **tagging_pulses.KEPT,
    **tagging_pulses_release.KEPT,
    **tagging_postmortems.KEPT,
    **tagging_plan.KEPT,
    **tagging_paired.KEPT,
    # --- Privacy --------------------------------------------------------------------------------------------------
    "legal_hold": kept(
        DataClass.AUDIT,
        _HAND,
        people="person_id",
        others="placed_by lifted_by",
        facts="placed_at lifted_at",
        sealed={"reason": _ID},
        technical="org_id id",
    ),
    "erasure": kept(
        DataClass.AUDIT,
        _STAYS,
        people="person_id",
        others="asked_by approved_by",
        facts="state asked_at approved_at shredded_at verified_at",
        sealed={"names": _CARD},
        technical="org_id id listed_at",
        why="that it was done, for whoever has to prove it; what was looked for is forgotten when it is verified",
    ),
    "download": kept(
        DataClass.MESSAGES, _ROWS, people="person_id", facts="of expires_at used_at", technical="org_id digest about"
    ),
    "barred": technical("org_id digest erasure_id", why="keyed hashes; nobody can be read from them"),
    "audit": kept(
        DataClass.AUDIT,
        _HAND,
        people="actor_id object",
        facts="at action",
        sealed={"detail": Sealed(("chain", "seq"), by="/", json=True)},
        technical="org_id chain seq mac digest",
    ),
    # --- The org and its machinery --------------------------------------------------------------------------------
    "org": technical("id name zone country weekdays held_at created_at", why="the organization as a whole"),
    "team": technical("org_id id name created_at", why="teams, not who is in them"),
    "workspace": technical(
        "org_id id platform tenant name state token bot service_url recognition_channel recognition_channel_name"
        " created_at heard_at",
        why="the organization's chat",
    ),
    "retention": technical(
        "org_id data_class days asked_days changed_at", others="asked_by", why="for how long data is kept"
    ),
    "set_up": technical("org_id reach teams threshold", why="how the organization set Vouchsafe up"),
    "set_up_step": technical("org_id step done_at version saved_at", others="saved_by", why="the same, step by step"),
    "broadcast_rule": technical("org_id over following from_at", why="from what size on a second person approves"),
    "audit_head": technical(
        "org_id chain seq mac pruned_seq pruned_mac pruned_seal",
        why="the ends of the audit chains",
    ),
    "import_column": technical("org_id title field", why="what the columns of a file are called"),
    "import_run": technical("org_id id state began_at beat_at added changed leaving", why="when, and how many people"),
    "scim_token": technical("org_id digest name made_at used_at revoked_at", why="opens our own door, as a hash"),
    "seal_check": technical("id word", why="whether the keys fit"),
}
