"""Reports for people and programs: text, JSON, SARIF and JUnit."""
