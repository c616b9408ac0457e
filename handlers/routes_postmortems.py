"""What can be said and pressed around post-mortems, and who answers."""

from __future__ import annotations

from handlers import postmortems, postmortems_actions, postmortems_scoring
from handlers.router import look, press, submit, word

ROUTES = (
    word("postmortem", postmortems.show_all),
    look("postmortem.list", postmortems.show_all),
    look("postmortem.show", postmortems.show),
    look("postmortem.new.open", postmortems.open_new),
    submit("postmortem.new", postmortems.new),
    press("postmortem.edit.open", postmortems.open_edit),
    submit("postmortem.edit", postmortems.edit),
    look("postmortem.score.open", postmortems_scoring.open_score),
    submit("postmortem.score", postmortems_scoring.score),
    press("postmortem.step_back", postmortems_scoring.step_back),
    press("postmortem.ask_another", postmortems_scoring.ask_another),
    press("postmortem.reopen.open", postmortems_scoring.open_reopen),
    submit("postmortem.reopen", postmortems_scoring.reopen),
    press("postmortem.again", postmortems_scoring.again),
    look("postmortem.action", postmortems_actions.show),
    look("postmortem.recommend.open", postmortems_actions.open_recommend),
    submit("postmortem.recommend", postmortems_actions.recommend),
    look("postmortem.take_on.open", postmortems_actions.open_take_on),
    submit("postmortem.take_on", postmortems_actions.take_on),
    look("postmortem.move.open", postmortems_actions.open_move),
    submit("postmortem.move", postmortems_actions.move),
    look("postmortem.hand_over.open", postmortems_actions.open_hand_over),
    submit("postmortem.hand_over", postmortems_actions.hand_over),
    press("postmortem.hand_back", postmortems_actions.hand_back),
    look("postmortem.finish.open", postmortems_actions.open_finish),
    submit("postmortem.finish", postmortems_actions.finish),
    look("postmortem.verify.open", postmortems_actions.open_verify),
    submit("postmortem.verify", postmortems_actions.verify),
    look("postmortem.decline.open", postmortems_actions.open_decline),
    submit("postmortem.decline", postmortems_actions.decline),
)
