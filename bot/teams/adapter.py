"""The Bot Framework SDK's turn around one verified activity, and nothing more of it (docs/decisions/0003)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from botbuilder.core import CloudAdapterBase, InvokeResponse, TurnContext
from botbuilder.schema import Activity, ActivityTypes

from bot.teams.heard import Payload, text
from bot.teams.replying import Json
from bot.teams.verify import Verifier


class Adapter(CloudAdapterBase):  # type: ignore[misc]  # botbuilder comes without types
    """Verifies by our verifier and sends nothing by itself: both the SDK's ways block or leak (PLATFORMS.md B4)."""

    def __init__(self, verifier: Verifier) -> None:
        super().__init__(verifier)
        self._verifier = verifier

    async def process_activity(
        self, authorization: str, activity: Activity, logic: Callable[[TurnContext], Awaitable[None]]
    ) -> InvokeResponse | None:
        """Return what answers an invoke, None for any other activity. Raises UnverifiedError or ForeignTenantError."""
        await self._verifier.check(authorization, payload_of(activity))
        context = TurnContext(self, activity)
        await self.run_pipeline(context, logic)
        answer: InvokeResponse | None = self._process_turn_results(context)
        return answer

    def answer_invoke(self, context: TurnContext, body: Json) -> None:
        """Leave the answer where the SDK looks for it; sending it as an activity takes ten times as long."""
        answer = InvokeResponse(status=200, body=body)
        context.turn_state[self._INVOKE_RESPONSE_KEY] = Activity(type=ActivityTypes.invoke_response, value=answer)


def envelope(payload: Payload) -> Activity:
    """Return the activity with what dispatch looks at; the whole of it travels as JSON, as Teams sent it.

    Reading it into the SDK's schema takes ten times as long as parsing it, and loses what the schema does not know.
    """
    activity = Activity(
        type=text(payload, "type"),
        name=text(payload, "name") or None,
        action=text(payload, "action"),
        channel_id=text(payload, "channelId"),
    )
    activity.additional_properties = payload
    return activity


def payload_of(activity: Activity) -> Payload:
    payload: Payload = activity.additional_properties
    return payload
