INSERT INTO products (name, description, price_cents, stock) VALUES
    ('Fountain pen', 'Writes for hours, and forgives the left-handed.', 4900, 25),
    ('Ink, midnight blue', 'Fifty millilitres, "waterproof" by Tuesday.', 1250, 80),
    ('Notebook', '120 pages, dotted.', 950, 200),
    ('Blotting paper', NULL, 300, 500),
    ('Globe', 'With the borders of 1913.', 12900, 2);
