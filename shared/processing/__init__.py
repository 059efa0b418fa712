"""Processing algorithms of the suite: parameters in, a job in the engine, layers and files out."""
