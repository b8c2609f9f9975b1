//! The actor of a change comes from whoever has authenticated it, never from the body of a request.

use consentry::directory::{Change, Directory, Operation};
use serde::de::DeserializeOwned;

/// What a web framework reads from the body of a request.
struct Json<T>(T);

fn body<T: DeserializeOwned>() -> Json<T> {
    panic!("this is only compiled")
}

fn main() {
    let mut directory = Directory::new();
    let Json(operation) = body::<Operation>();
    let _ = directory.apply(&Change::by(consentry::UserId::from(1_u64), operation));

    let Json(change) = body::<Change>();
    let _ = directory.apply(&change);
}
