"""What stands beside the points: how robust places are, and which figures are unlike those of peers."""
