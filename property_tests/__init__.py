"""Floor 2: the trial. The referee, the falsifier, the ledger, and all of pytest."""
