"""What can go wrong in a way a person can act on. The docstring is what they are told; views.errors adds the next step.

RefusalError
|- NotFoundError           also when it exists and the asker may not know: forbidden and missing read the same
|- StaleError              the thing changed since the button was drawn
|- NotAMemberError         guests, external people, bots and leavers
|- NotOpenYetError         a pilot that the asker is not part of
|- InvalidTextError        see domain.text
"""

from __future__ import annotations


class RefusalError(Exception):
    """I can't do that."""

    @property
    def message(self) -> str:
        return str(self.args[0]) if self.args else (type(self).__doc__ or "")


class NotFoundError(RefusalError):
    """I can't find that, or it isn't yours to open. Nothing was changed."""


class StaleError(RefusalError):
    """This changed since you opened it. Nothing was changed now; open it again to see how it stands."""


class NotAMemberError(RefusalError):
    """Only full members of this organization can use Vouchsafe. Nothing was saved. If you are one, tell your HR."""


class NotOpenYetError(RefusalError):
    """A few teams are trying Vouchsafe first. HR opens it to you later; you need do nothing. Nothing was saved."""


class InvalidTextError(RefusalError):
    """I can't store that text."""
