"""What refuses to start says why, with an exit code an init system understands, and without a traceback."""

from __future__ import annotations

import socket

from storage.sealing import new_key
from tests.conftest import Postgres
from tests.platforms.slack import Scripted
from tests.processes.conftest import House
from tests.processes.served import launch


async def refused(home: House, *words: str, **environ: str) -> tuple[int | None, str]:
    """Run a command that is to refuse; return its exit code and all that it said."""
    process = await home.launch(*words, **environ)
    code = await process.ends()
    said = "".join(line for line in process.said if '"action"' not in line)
    assert "Traceback" not in said
    assert not process.lines("serve.started")
    return code, said


async def test_a_blank_credential_stops_the_process_before_it_listens(campus: House) -> None:
    """Health is never green without authentication (TRUST.md T5). This one starts from scratch, as an operator does."""
    process = await launch({**campus.environ, "SLACK_SIGNING_SECRET": " "})
    assert await process.ends() == 78
    assert process.said == ["SLACK_SIGNING_SECRET is set but empty. Give it a value, or unset it.\n"]


async def test_a_second_process_on_a_served_store_is_refused_on_sqlite_alone(home: House) -> None:
    """SQLite has one writer; PostgreSQL takes as many as there are."""
    async with home.forked():
        if home.database.startswith("postgresql"):
            async with home.forked() as second:
                assert (await second.get("/readyz"))[0] == 200
        else:
            code, said = await refused(home)
            assert code == 75
            assert "Another process serves this file" in said


async def test_keys_that_do_not_fit_the_store_are_refused(home: House) -> None:
    """They would open nothing, and seal what nobody else can open."""
    async with home.forked() as first:
        assert await first.stop() == 0
    code, said = await refused(home, VOUCHSAFE_KEYS=new_key())
    assert code == 78
    assert "VOUCHSAFE_KEYS" in said


async def test_an_unmigrated_postgresql_is_not_served(campus: House, postgres: Postgres) -> None:
    """The operator migrates when the backup is made, not the first replica that starts."""
    code, said = await refused(campus, VOUCHSAFE_DATABASE_URL=postgres.empty())
    assert code == 78
    assert "vouchsafe migrate" in said


async def test_tokens_that_slack_does_not_accept_stop_the_start(campus: House) -> None:
    """Nobody would be known, and nothing could be sent."""
    campus.platform.script("auth.test", Scripted(status=200, body={"ok": False, "error": "invalid_auth"}))
    code, said = await refused(campus)
    assert code == 78
    assert "invalid_auth" in said
    assert "SLACK_BOT_TOKEN" in said


async def test_a_port_that_is_taken_is_worth_another_try(campus: House) -> None:
    """Code 75: whoever has it may leave."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, said = await refused(campus, VOUCHSAFE_PORT=str(taken.getsockname()[1]))
    assert code == 75
    assert "VOUCHSAFE_PORT" in said


async def test_an_address_that_is_not_ours_is_a_wrong_setting(campus: House) -> None:
    """192.0.2.1 is nobody's (RFC 5737)."""
    code, said = await refused(campus, VOUCHSAFE_HOST="192.0.2.1")
    assert code == 78
    assert "VOUCHSAFE_HOST 192.0.2.1" in said


async def test_a_fault_of_ours_ends_a_command_without_a_traceback(campus: House, postgres: Postgres) -> None:
    """A table that is gone is no wrong setting; the place in the code is told, and nothing of the data."""
    campus.look(lambda unit: unit.connection.exec_driver_sql("ALTER TABLE outbox RENAME TO elsewhere"))
    code, said = await refused(campus, "outbox", "list")
    assert code == 1
    assert "ProgrammingError at" in said
    assert "storage.outbox:" in said
    assert "elsewhere" not in said
