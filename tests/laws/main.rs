//! What holds in every world: the laws, and the fuzz targets.

mod fuzz;
mod stories;
