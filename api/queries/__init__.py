"""From a response model to one SQL statement: projections, filters, pages, visibility."""
