//! What is sold.

use contract_runtime::Patch;
use rusqlite::{OptionalExtension as _, Result, Row, named_params};
use shop_contract::{Cents, Product, ProductId};

use super::Store;

const COLUMNS: &str = "id, name, description, price_cents, stock, photo IS NOT NULL AS has_photo";

/// What is to be changed of a product.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) name: Option<String>,
    pub(crate) description: Patch<String>,
    pub(crate) price: Option<u32>,
    pub(crate) stock: Option<u32>,
}

impl Store {
    /// The products with `search` in their name, all or those in stock.
    pub(crate) async fn products(&self, search: Option<String>, in_stock: bool) -> Result<Vec<Product>> {
        self.transact(move |work| {
            let sql = format!(
                "SELECT {COLUMNS} FROM products
                 WHERE (?1 IS NULL OR instr(lower(name), lower(?1))) AND (NOT ?2 OR stock > 0)
                 ORDER BY name"
            );
            work.prepare_cached(&sql)?.query_map((search, in_stock), product)?.collect()
        })
        .await
    }

    /// One product.
    pub(crate) async fn product(&self, id: ProductId) -> Result<Option<Product>> {
        self.transact(move |work| {
            let sql = format!("SELECT {COLUMNS} FROM products WHERE id = ?1");
            work.prepare_cached(&sql)?.query_one([id.0], product).optional()
        })
        .await
    }

    /// The media type of a product's photo, if it has one.
    pub(crate) async fn photo(&self, id: ProductId) -> Result<Option<String>> {
        self.transact(move |work| {
            let photo = work
                .prepare_cached("SELECT photo FROM products WHERE id = ?1")?
                .query_one([id.0], |row| row.get(0))
                .optional()?;
            Ok(photo.flatten())
        })
        .await
    }

    /// Notes that a product has a photo, of this media type.
    pub(crate) async fn set_photo(&self, id: ProductId, media_type: &'static str) -> Result<()> {
        self.transact(move |work| {
            work.execute("UPDATE products SET photo = ?2 WHERE id = ?1", (id.0, media_type))?;
            Ok(())
        })
        .await
    }

    /// Changes a product, and gives it as it is then.
    pub(crate) async fn change_product(&self, id: ProductId, change: Change) -> Result<Option<Product>> {
        self.transact(move |work| {
            let keeps_description = change.description.is_absent();
            let mut description = None;
            change.description.apply(&mut description);
            let sql = format!(
                "UPDATE products SET
                     name = ifnull(:name, name),
                     description = iif(:keeps_description, description, :description),
                     price_cents = ifnull(:price, price_cents),
                     stock = ifnull(:stock, stock)
                 WHERE id = :id RETURNING {COLUMNS}"
            );
            let values = named_params! {
                ":id": id.0,
                ":name": change.name,
                ":keeps_description": keeps_description,
                ":description": description,
                ":price": change.price,
                ":stock": change.stock,
            };
            work.query_one(&sql, values, product).optional()
        })
        .await
    }
}

fn product(row: &Row<'_>) -> Result<Product> {
    Ok(Product {
        id: ProductId(row.get("id")?),
        name: row.get("name")?,
        description: row.get("description")?,
        price_cents: Cents(row.get("price_cents")?),
        stock: row.get("stock")?,
        has_photo: row.get("has_photo")?,
    })
}
