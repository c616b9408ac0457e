"""What can be pressed around recognition beyond single kudos, and who answers."""

from __future__ import annotations

from handlers import reach
from handlers.router import look

ROUTES = (look("reach.show", reach.show),)
