"""Pure: two texts and a span of the first, where its words stand in the second, or why not."""
