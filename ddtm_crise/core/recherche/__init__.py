"""Place search without a network: communes, roads, exits, reference points, streets, establishments, coordinates."""
