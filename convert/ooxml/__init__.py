"""What docx and xlsx have in common: the container, its XML, properties, equations, fields."""
