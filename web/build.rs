//! Words and files that macros read from folders: the compiler has to be told that a new one counts.

fn main() {
    for folder in ["guides", "locales", "../static", "../templates"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
