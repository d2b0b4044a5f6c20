"""The central server: stores every till's facts once, keeps the points ledger, and tells tills what changed."""
