//! Rebuilds when a migration is added or changed: they are compiled in, and Cargo doesn't see folders by itself.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
