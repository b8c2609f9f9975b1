//! The programs about the API catalogue: [`generate`] makes the library's rows from `catalog/apis.csv`, and [`list`]
//! prints the CSV from the library.

pub mod generate;
pub mod list;
