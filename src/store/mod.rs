//! A hash table and a list whose clones share their contents. A change copies one chunk of rows or one leaf of items, and the
//! clone itself copies a pointer for each leaf.
//!
//! A reader can therefore keep a version of a whole table while a writer makes the next one, and publishing a version
//! costs about as much as the change itself. Nothing in this module depends on what the rows are.
//!
//! | module | contents |
//! |---|---|
//! | `table` | [`Table`]: rows by 128-bit id. Start here: the layout is drawn at the top |
//! | `chunk` | one chunk of a table: how a hash leads to a slot |
//! | `builder` | [`TableBuilder`]: a table made from many rows at once |
//! | `list` | [`List`]: items by index |

mod table;
mod chunk;
mod builder;
mod list;

pub(crate) use builder::TableBuilder;
pub(crate) use chunk::Row;
pub(crate) use list::List;
pub(crate) use table::{Probe, Table};
