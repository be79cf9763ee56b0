//! From the cleaned JSON to the canonical document, by the shipped mapping files.

use std::sync::LazyLock;

use domain::{Failure, FailureReason, Value, canonical::Noun};
use engine::ports::Fetched;
use mapper::{Act, Input, Mapping, Program, Scope};

/// The mapping files from the shop's JSON to the canonical documents.
const SHIPPED: [(Noun, &str); 4] = [
    (Noun::Order, include_str!("../mappings/from/orders.toml")),
    (Noun::Customer, include_str!("../mappings/from/customers.toml")),
    (Noun::Product, include_str!("../mappings/from/products.toml")),
    (Noun::StockLevel, include_str!("../mappings/from/stock.toml")),
];

/// Their programs, checked against the canonical schemas; or what is wrong with them.
static PROGRAMS: LazyLock<Vec<(Noun, Result<Program, String>)>> = LazyLock::new(|| {
    SHIPPED
        .into_iter()
        .map(|(noun, text)| (noun, program(noun, text)))
        .collect()
});

fn program(noun: Noun, text: &str) -> Result<Program, String> {
    let mapping = Mapping::from_toml(text).map_err(|error| error.to_string())?;
    let scope = Scope::new().open("raw").open("shop").open("derived");
    Program::compile(&mapping, &scope, Some(&noun.schema())).map_err(|mistakes| {
        let all: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        all.join("; ")
    })
}

/// The mapping file from the shop's JSON to a canonical document, as it ships.
pub(crate) fn shipped(noun: Noun) -> &'static str {
    SHIPPED
        .iter()
        .find(|(known, _)| *known == noun)
        .map_or("", |(_, text)| text)
}

/// Makes the canonical document of a record.
///
/// # Errors
/// `BadRecord` when the record lacks what is needed or is not shaped as it should be.
pub(super) fn fetched(noun: Noun, raw: Value, shop: &Value, derived: &Value) -> Result<Fetched, Failure> {
    let internal = |why: &str| {
        Failure::permanent(
            FailureReason::Internal,
            format!("The mapping of Lightspeed's {} is broken: {why}", noun.as_str()),
        )
    };
    let program = match PROGRAMS.iter().find(|(known, _)| *known == noun) {
        Some((_, Ok(program))) => program,
        Some((_, Err(why))) => return Err(internal(why)),
        None => return Err(internal("it is missing")),
    };
    let input = Input::new()
        .with("raw", &raw)
        .with("shop", shop)
        .with("derived", derived);
    let id = raw.get("id").to_string();
    let bad = |why: String| {
        Failure::permanent(
            FailureReason::BadRecord,
            format!("Lightspeed's {} {id} can't be read: {why}", noun.as_str()),
        )
    };
    let document = program
        .evaluate(&input, Act::Create)
        .map_err(|failure| bad(failure.to_string()))?
        .document;
    noun.schema()
        .check(&document)
        .map_err(|misfit| bad(misfit.to_string()))?;
    Ok(Fetched { document, raw })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_mappings_fit_the_canonical_documents() {
        for (noun, program) in PROGRAMS.iter() {
            if let Err(why) = program {
                panic!("{}: {why}", noun.as_str());
            }
        }
    }
}
