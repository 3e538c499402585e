//! What the products look like: a file a product, in a folder of their own.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use contract_runtime::{Body, File};
use shop_contract::ProductId;
use tokio::io::AsyncReadExt as _;

/// The folder of the photos. A handle, cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Photos {
    folder: Arc<PathBuf>,
}

impl Photos {
    /// Makes the folder if it is not there.
    pub(crate) fn open(folder: PathBuf) -> io::Result<Self> {
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder: Arc::new(folder) })
    }

    /// Keeps a product's photo, in place of the one before.
    pub(crate) async fn keep(&self, product: ProductId, photo: File) -> io::Result<()> {
        photo.persist(self.path(product)).await
    }

    /// A product's photo, to be sent.
    pub(crate) async fn send(&self, product: ProductId, media_type: String) -> io::Result<Body> {
        Ok(Body::file(self.path(product)).await?.media_type(media_type))
    }

    /// Names are the server's own: what a client calls a file is no path.
    fn path(&self, product: ProductId) -> PathBuf {
        self.folder.join(product.0.to_string())
    }
}

/// What kind of photo a file is, by how it begins: what a client says of it, nothing has proved, and a browser may take a
/// picture that is a page for one.
pub(crate) async fn kind(photo: &File) -> io::Result<Option<&'static str>> {
    let mut beginning = Vec::new();
    photo.open().await?.take(12).read_to_end(&mut beginning).await?;
    Ok(match beginning.as_slice() {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    })
}
