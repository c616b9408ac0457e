"""Answers one request in one unit of work: the delivery claim, the handler, its rows and messages, the commit."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

import structlog
from prometheus_client import Counter, Histogram

from bot import arriving, logs
from bot.edge import Clock, NotSavedError
from domain import policy
from domain.errors import NotAMemberError, NotFoundError, RefusalError
from domain.people import Actor
from handlers.router import Route, Router
from handlers.turn import Request, Submit, Turn
from storage import claims, drafts, people
from storage.unit import DeadlineError, Store, Unit
from views import codec, errors
from views.replies import Nothing, Reply, Whisper

BUDGET_SECONDS = 2.0  # Slack waits 3 s (PLATFORMS.md A1.2); past this we say so honestly
GRACE = 0.15  # of the budget, for a commit under way when it ends
GRACE_SECONDS = BUDGET_SECONDS * GRACE
_NOT_SAVED = {"failed", "unsure"}

log = structlog.get_logger()
ANSWERED = Counter("vouchsafe_requests_total", "Requests answered, by outcome", ["platform", "outcome"])
SECONDS = Histogram("vouchsafe_answer_seconds", "Time from a verified request to its committed answer", ["platform"])


class StrangerError(Exception):
    """The directory does not know the account that speaks."""


class Dispatcher:
    def __init__(
        self,
        *,
        store: Store,
        router: Router,
        clock: Clock,
        rng: random.Random,
        budget: float = BUDGET_SECONDS,
        site: str = "",
    ) -> None:
        self._store = store
        self._router = router
        self._clock = clock
        self._rng = rng
        self._budget = budget
        self._site = site
        self._on_stranger: dict[str, Callable[[], None]] = {}

    def on_stranger(self, platform: str, listener: Callable[[], None]) -> None:
        """So that the platform's directory is read again when someone it does not know speaks."""
        self._on_stranger[platform] = listener

    async def answer(self, request: Request) -> Reply:
        """Return the committed answer; what people may do differently comes back as words. Raises NotSavedError."""
        with SECONDS.labels(request.platform).time():
            outcome, reply = await self._answer(request)
        ANSWERED.labels(request.platform, outcome).inc()
        if outcome in _NOT_SAVED:
            raise NotSavedError(reply)
        return reply

    async def _answer(self, request: Request) -> tuple[str, Reply]:
        try:
            return "answered", await self._run(request)
        except RefusalError as refusal:
            return "refused", Whisper(errors.refused(refusal))
        except StrangerError:
            self._on_stranger.get(request.platform, _nobody)()
            return "stranger", Whisper(errors.stranger())
        except TimeoutError as error:
            route = self._router.find(request.said)
            say = errors.unsure_once if route and route.once else errors.unsure
            return "unsure", Whisper(say(self._report(request, error)))
        except Exception as error:  # the dispatch loop: whatever went wrong, the person gets an honest answer
            return "failed", Whisper(errors.not_saved(self._report(request, error)))

    async def _run(self, request: Request) -> Reply:
        route = self._router.find(request.said)
        if route is None:
            raise NotFoundError
        future = self._begin(request, route)
        try:
            return await asyncio.wait_for(arriving.wait(future), self._budget * (1 + GRACE))
        except TimeoutError as error:
            if route.reads or future.cancelled():  # it changes nothing, or it never began: nothing to be unsure of
                raise DeadlineError(DeadlineError.__doc__) from error
            raise

    def _begin(self, request: Request, route: Route) -> Future[Reply]:
        if route.reads:
            return self._store.read(partial(self._look, request, route))
        return self._store.write(partial(self._once, request, route), deadline=self._budget)

    def _look(self, request: Request, route: Route, unit: Unit) -> Reply:
        return self._turn(request, route, unit, _actor(request, route, unit))

    def _once(self, request: Request, route: Route, unit: Unit) -> Reply:
        """Claim the delivery, then do the work; a duplicate hears the first answer again."""
        try:
            actor, delivery = _actor(request, route, unit), request.delivery
        except NotAMemberError:
            if route.keeps and _keep(request, unit, now=self._clock()):
                return Whisper(errors.kept())
            raise
        if route.once:
            return self._turn(request, route, unit, actor)
        if not claims.take(unit, actor.org, delivery.source, delivery.keys, self._clock()):
            first = claims.answer(unit, actor.org, delivery.source, delivery.keys)
            return codec.load(first) if first else Nothing()
        reply = self._turn(request, route, unit, actor)
        claims.remember(unit, actor.org, delivery.source, delivery.keys, codec.dump(reply))
        return reply

    def _turn(self, request: Request, route: Route, unit: Unit, actor: Actor) -> Reply:
        now = self._clock()
        return route.handler(Turn(request=request, actor=actor, unit=unit, now=now, rng=self._rng, site=self._site))

    def _report(self, request: Request, error: Exception) -> str:
        """Log without content, and return the reference people can quote."""
        reference = f"{self._rng.getrandbits(20):04X}"
        log.error(
            "a request failed",
            action="dispatch.failed",
            reference=reference,
            platform=request.platform,
            said=type(request.said).__name__,
            error=type(error).__name__,
            where=logs.where(error),
        )
        return reference


def _nobody() -> None:
    """No directory to read."""


def _keep(request: Request, unit: Unit, *, now: int) -> bool:
    """Keep as a draft what somebody submits who left while the form was open (TRUST.md T13); say whether it was."""
    actor, said = people.actor(unit, request.platform, request.tenant, request.account), request.said
    if actor is None or actor.person.active or not isinstance(said, Submit):
        return False
    drafts.keep(unit, actor.org, actor.person.id, said.action, said.values, now)
    return True


def _actor(request: Request, route: Route, unit: Unit) -> Actor:
    """Return who asks, if they may. Raises StrangerError, NotAMemberError, NotOpenYetError or NotFoundError."""
    actor = people.actor(unit, request.platform, request.tenant, request.account)
    if actor is None:
        raise StrangerError
    if not policy.takes_part(actor.person):
        raise NotAMemberError
    policy.require(actor, route.permission)
    return actor
