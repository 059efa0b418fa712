"""From pictures to detections: model, tiles, decoding, merge across tiles, resume."""
