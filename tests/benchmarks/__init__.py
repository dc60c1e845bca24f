"""What `make bench` measures: one module a question, each with `measure(setting)` giving figures."""
