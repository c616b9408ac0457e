"""`python -m bot` is the command line."""

import gc

gc.disable()  # nothing of what is imported is ever garbage: looking for some takes a fifth of the start
from bot.main import run  # noqa: E402 - see above

gc.freeze()
gc.enable()
run()
