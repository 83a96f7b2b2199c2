"""What has to hold between a drawing, its data and its loss, one file for each end of the network."""
