//! The tables, as they came to be.

use rusqlite::{Connection, Transaction};

/// Every change of the tables, in order. Those that were released stay as they are; new ones come below.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/1-tables.sql"),
    include_str!("../../migrations/2-first-products.sql"),
    include_str!("../../migrations/3-photos.sql"),
];

/// Applies what the database has not seen yet, all of it or nothing.
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    for (version, sql) in (1..).zip(MIGRATIONS).skip(applied(&transaction)?) {
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "user_version", version)?;
        tracing::info!(version, "the database was migrated");
    }
    transaction.commit()
}

fn applied(transaction: &Transaction<'_>) -> rusqlite::Result<usize> {
    transaction.query_one("PRAGMA user_version", (), |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_is_applied_once() {
        let mut connection = Connection::open_in_memory().unwrap();
        for _ in 0..2 {
            migrate(&mut connection).unwrap();
            assert_eq!(applied(&connection.transaction().unwrap()).unwrap(), MIGRATIONS.len());
        }
        let products: u32 =
            connection.query_one("SELECT count(*) FROM products", (), |row| row.get(0)).unwrap();
        assert_eq!(products, 5);
    }
}
