//! Words and templates that macros read from folders: the compiler has to be told that a new one counts.

fn main() {
    for folder in ["locales", "../../templates/letters"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
