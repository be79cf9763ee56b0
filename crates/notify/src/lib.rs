#![doc = include_str!("../README.md")]

mod kind;
mod letter;
mod words;

pub use kind::LetterKind;
pub use letter::{Letter, mail};
