//! The public interface: types, wire forms, allocations, and the documents that describe them.

mod allocation;
mod auto_traits;
mod conformance;
mod docs;
mod layers;
mod sentences;
mod wire;
