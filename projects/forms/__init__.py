"""What a coordinator types in: needs and their tasks, openings, community projects."""
