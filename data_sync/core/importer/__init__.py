"""From what the State publishes to catalogue layers: read, map, repair, report, build a generation."""
