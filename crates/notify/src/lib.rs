#![doc = include_str!("../README.md")]

mod announce;
mod deliver;
mod digest;
mod kind;
mod letter;
mod message;
mod office;
mod quiet;
mod relay;
mod told;
mod transport;
mod webhook;
mod words;

pub use kind::{AlertLetter, LetterKind};
pub use letter::{Letter, mail};
pub use office::PostOffice;
pub use quiet::next_digest;
pub use relay::relay;
pub use told::{Cure, Told, failures, reason, told};
pub use transport::{Kept, KeptLetter, Post, PostError};
pub use webhook::{Answer, new_secret};
