"""What can be pressed around recognition beyond single kudos, and who answers."""

from __future__ import annotations

from handlers import (
    nominations,
    nominations_deciding,
    nominations_new,
    nominations_received,
    reach,
    recognition_digest,
)
from handlers.router import for_hr, look, press, submit, untraced

ROUTES = (
    look("reach.show", reach.show),
    look("digest.show", recognition_digest.show),
    look("nominations.show", nominations.show),
    look("nominations.hand_in.open", nominations.open_form),
    look("nominations.read", nominations_deciding.read),
    *untraced(
        submit("nominations.hand_in", nominations.hand_in),
        press("nominations.vote", nominations_deciding.vote),
    ),
    press("nominations.tell", nominations_received.tell),
    press("nominations.keep", nominations_received.keep),
    press("nominations.take_back", nominations_received.take_back),
    *for_hr(
        press("digest.rhythm", recognition_digest.choose),
        look("nominations.new.open", nominations_new.open_form),
        submit("nominations.new", nominations_new.submit),
        look("nominations.hr", nominations_new.every),
        press("nominations.stop", nominations_new.stop),
    ),
)
