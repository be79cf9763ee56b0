//! The binary `kopru`.
fn main() {}
