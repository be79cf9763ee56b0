//! The overview: is all well, and what is it worth?
//!
//! Every number is a sum kept by the hour, so that the page costs the same whatever the journal holds; each leads to the
//! list that it counts.

mod attention;
pub(crate) mod calls;
mod show;
mod tiles;
mod time_saved;

pub(crate) use show::{Asked, Range, show};
pub(crate) use time_saved::update as set_time_saved;

/// What the chart can show.
pub(crate) const RANGES: &[Range] = &Range::ALL;
