"""Floor 0: the number systems and the instruments. They know no paper and no pytest."""
