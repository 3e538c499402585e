-- The media type of the product's photo, which is a file of its own.
ALTER TABLE products ADD COLUMN photo TEXT;
