#![doc = include_str!("../README.md")]

pub mod ast;
mod code;
mod evaluate;
pub mod explain;
pub mod expression;
pub mod failure;
pub mod functions;
pub mod input;
mod lexer;
pub mod limits;
pub mod lookups;
mod lower;
pub mod mapping;
pub mod mistake;
pub mod overlay;
mod parser;
mod print;
pub mod program;
pub mod scope;
mod suggest;
mod trace;
mod types;

pub use ast::Span;
pub use explain::{Explained, Explanation, Outcome, Read};
pub use expression::Expression;
pub use failure::RuleFailure;
pub use input::Input;
pub use lookups::{Lookups, MissedLookup, Table};
pub use mapping::{Each, Mapping, Rule};
pub use mistake::{Mistake, Part};
pub use overlay::{Overlay, Strays};
pub use parser::parse;
pub use program::{Act, Evaluated, Program};
pub use scope::Scope;
