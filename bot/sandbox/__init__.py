"""A local Slack: it knows Slack, and nothing of the bot that is tried on it."""
