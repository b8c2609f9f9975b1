//! Only changes change a directory: its rows cannot be written from outside.

use consentry::directory::Directory;

fn main() {
    Directory::new().accounts.clear();
}
