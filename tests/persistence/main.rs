//! Directories that are written, read and shared.

mod bytes;
mod sharing;
mod snapshot;
