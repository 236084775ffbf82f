"""The command line: one file for each verb. `voice` alone speaks to a person and picks exit codes."""
