"""Jobs with which the engine proves that it works (installation check and tests)."""
