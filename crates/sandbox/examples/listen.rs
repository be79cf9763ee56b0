//! Runs the stand-ins alone on 127.0.0.1:8090 (or the address given), until interrupted:
//! `cargo run -p sandbox --example listen [ADDRESS] [small|large|orders-1000] [FOLDER FOR THE DATA]`.

use sandbox::{Options, SandboxError, serve};

#[tokio::main]
async fn main() -> Result<(), SandboxError> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().and_then(|text| text.parse().ok());
    let shop = arguments
        .next()
        .map(|word| word.parse())
        .transpose()?
        .unwrap_or_default();
    let options = Options {
        listen: address.unwrap_or_else(|| ([127, 0, 0, 1], 8090).into()),
        shop,
        state: arguments.next().map(Into::into),
        ..Options::default()
    };
    serve(options, async {
        let _ = tokio::signal::ctrl_c().await;
    })
    .await
}
