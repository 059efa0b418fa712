"""Training kit: from reviewed pictures to a compact ONNX detector with its card. Needs torch (requirements/training.txt); never loaded by QGIS."""
