//! A directory changes by changes alone: its rows are nobody else's to write.

use consentry::directory::Directory;

fn main() {
    Directory::new().accounts.clear();
}
