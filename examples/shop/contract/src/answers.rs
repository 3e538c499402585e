//! Questions, and answers that come word by word.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::bounds::Text;

/// A question about the shop.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Question {
    /// What is asked.
    pub text: Text<1, 1000>,
}

/// The next piece of an answer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Word {
    /// The text, to be put behind what has come so far.
    pub text: String,
}

/// The end of an answer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Usage {
    /// How many words there were.
    pub words: usize,
}
