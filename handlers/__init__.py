"""Everything a person can say or press, and who answers: the one list (nothing outside it is answered)."""

from __future__ import annotations

from handlers import broadcasts, broadcasts_after, help, kudos, kudos_after, kudos_list, notices, people, vouchsafe
from handlers.router import Router, command, for_hr, home, look, message_action, press, search, submit, word

ROUTER = Router(
    (
        command("kudos", kudos.command),
        command("vouchsafe", vouchsafe.command),
        command("claim", vouchsafe.claim),
        command("here", vouchsafe.choose_channel),
        word("help", help.overview),
        word("hi", help.overview),
        word("hello", help.overview),
        word("home", vouchsafe.show_home),
        look("help", help.overview),
        home(vouchsafe.home),
        search("people.search", people.search),
        press("kudos.give.open", kudos.open_form),
        submit("kudos.give", kudos.submit),
        message_action("kudos.thank", kudos.thank_author),
        look("kudos.mine", kudos_list.mine),
        look("kudos.show", kudos_list.show),
        press("kudos.undo", kudos_after.undo),
        press("kudos.now", kudos_after.send_now),
        press("kudos.edit.open", kudos_after.open_edit),
        submit("kudos.edit", kudos_after.edit),
        press("kudos.withdraw", kudos_after.withdraw),
        press("kudos.endorse", kudos_after.endorse),
        press("kudos.evidence", kudos_after.allow_evidence),
        press("kudos.name", kudos_after.show_name),
        press("kudos.share", kudos_after.share),
        message_action("evidence.save", vouchsafe.evidence),
        press("notices.later", notices.later),
        look("preferences.open", notices.open_form),
        submit("preferences", notices.save),
        *for_hr(
            command("broadcast", broadcasts.command),
            press("broadcast.compose.open", broadcasts.open_form),
            submit("broadcast.compose", broadcasts.submit),
            look("broadcast.list", broadcasts.latest),
            press("broadcast.try", broadcasts_after.try_it),
            press("broadcast.send", broadcasts_after.send),
            press("broadcast.discard", broadcasts_after.discard),
            press("broadcast.cancel", broadcasts_after.cancel),
            press("broadcast.retry", broadcasts_after.retry),
            look("broadcast.show", broadcasts_after.show),
        ),
    ),
    unknown=word("", help.unknown),
)
