"""Jobs of the training kit; torch is imported only within them."""
