"""What can be said or pressed of teams' figures and rewards; whose team it is, is asked there."""

from __future__ import annotations

from handlers import paired, paired_senders, rewards
from handlers.router import for_hr, look, press, submit

ROUTES = (
    look("paired.every", paired.every),
    look("paired.show", paired.show),
    look("paired.enter.open", paired.open_enter),
    submit("paired.enter", paired.enter),
    look("paired.rows.open", paired.open_rows),
    submit("paired.rows", paired.rows),
    look("rewards.show", rewards.show),
    look("rewards.rule.open", rewards.open_rule),
    submit("rewards.rule", rewards.write_rule),
    press("rewards.end", rewards.end),
    look("rewards.experiment.open", rewards.open_experiment),
    submit("rewards.experiment", rewards.tell_experiment),
    look("rewards.publish.open", rewards.open_publish),
    submit("rewards.publish", rewards.publish),
    press("rewards.again", rewards.look_again),
    press("rewards.given", rewards.give),
    *for_hr(
        look("paired.senders", paired_senders.show),
        look("paired.sender.open", paired_senders.open_make),
        submit("paired.sender", paired_senders.make),
        press("paired.sender.remove", paired_senders.remove),
        press("rewards.experiment.withdraw", rewards.withdraw),
    ),
)
