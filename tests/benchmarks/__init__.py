"""The speed table: ``python -m tests.benchmarks [NAME] [--quick] [--json]``. No test measures time; this does."""
