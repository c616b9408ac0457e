"""What can be said or pressed of calibration sessions, and who answers; who has which seat is asked there."""

from __future__ import annotations

from handlers import (
    calibration,
    calibration_anchors,
    calibration_board,
    calibration_calendar,
    calibration_new,
    calibration_packets,
)
from handlers.router import command, for_hr, look, press, submit

ROUTES = (
    command("calibrate", calibration.command),
    look("calibration.every", calibration.every),
    look("calibration.show", calibration.show),
    press("calibration.calendar", calibration_calendar.offer),
    look("calibration.board", calibration_board.show),
    look("calibration.anchors.open", calibration_anchors.open_form),
    submit("calibration.anchors", calibration_anchors.save),
    look("calibration.anchors.spread", calibration_anchors.spread),
    look("calibration.packets", calibration_packets.every),
    press("calibration.packet", calibration_packets.show),
    press("calibration.competency", calibration_packets.show_one),
    press("calibration.mark", calibration_packets.mark),
    press("calibration.question.open", calibration_packets.open_question),
    submit("calibration.question", calibration_packets.ask),
    *for_hr(
        press("calibration.new.open", calibration_new.open_form),
        submit("calibration.new", calibration_new.submit),
        press("calibration.edit.open", calibration_new.open_edit),
        submit("calibration.edit", calibration_new.edit),
        press("calibration.cancel.ask", calibration_new.ask_cancel),
        press("calibration.cancel", calibration_new.cancel),
    ),
)
