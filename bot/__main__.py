"""`python -m bot` is the command line."""

from bot.main import run

run()
