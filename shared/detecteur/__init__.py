"""Reading an ONNX detector: what its metadata say, its session, its outputs as boxes. Whatever it looks for is each plugin's own affair."""
