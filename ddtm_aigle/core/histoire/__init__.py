"""From detections to things followed through the years, and the law that applies to them."""
