//! A persistent hash table and list: a clone shares everything with the original, and a change copies one chunk.
//!
//! Nothing in this module knows the domain.

mod list;
mod table;

pub(crate) use list::List;
pub(crate) use table::{Bulk, Place, Probe, Row, Table};
