"""Handlers by themselves, on a real database: what follows from one thing somebody does."""
