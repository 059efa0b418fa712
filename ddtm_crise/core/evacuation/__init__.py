"""Population to evacuate: who lives in a zone, by commune and age, and which establishments stand in it or are cut off."""
