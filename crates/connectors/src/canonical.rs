//! From a source's own JSON to the canonical document, by the mapping that lies with the connector.

use domain::{Failure, FailureReason, Schema, Value, canonical::Noun};
use mapper::{Act, Input, Mapping, Program, Scope};

/// A connector's mapping from its own JSON (`raw`) to one canonical document: compiled once, used for each
/// record.
#[derive(Clone, Debug)]
pub struct Canonical {
    /// Whose records these are, in sentences: "HubSpot".
    whose: &'static str,
    program: Program,
    noun: Noun,
    schema: Schema,
}

/// The shipped mapping is wrong. Tests compile each of them, so nobody meets this.
#[derive(Debug, thiserror::Error)]
#[error("the mapping to the canonical {noun} is wrong: {why}", noun = .noun.as_str())]
pub struct BadCanonical {
    /// Of which document.
    noun: Noun,
    /// All mistakes.
    why: String,
}

impl Canonical {
    /// Compiles a mapping (TOML) whose rules read `raw`, and what the connector puts `beside` it, and write the
    /// fields of `noun`.
    ///
    /// # Errors
    /// Every mistake in it.
    pub fn compile(
        whose: &'static str,
        toml: &str,
        noun: Noun,
        beside: &[&str],
    ) -> Result<Self, BadCanonical> {
        let bad = |why: String| BadCanonical { noun, why };
        let mapping = Mapping::from_toml(toml).map_err(|error| bad(error.to_string()))?;
        let schema = noun.schema();
        let scope = beside
            .iter()
            .fold(Scope::new().open("raw"), |scope, name| scope.open(*name));
        let program = Program::compile(&mapping, &scope, Some(&schema)).map_err(|mistakes| {
            bad(mistakes
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("; "))
        })?;
        Ok(Self {
            whose,
            program,
            noun,
            schema,
        })
    }

    /// The canonical document of a record, checked against its schema.
    ///
    /// # Errors
    /// `BadRecord`, naming the record and the field that is missing or can't be read.
    pub fn document(&self, raw: &Value, beside: &[(&str, &Value)]) -> Result<Value, Failure> {
        let input = beside
            .iter()
            .fold(Input::new().with("raw", raw), |input, (name, value)| {
                input.with(name, value)
            });
        let document = self
            .program
            .evaluate(&input, Act::Create)
            .map_err(|failure| self.bad_record(raw, &failure.to_string()))?
            .document;
        self.schema
            .check(&document)
            .map_err(|misfit| self.bad_record(raw, &misfit.to_string()))?;
        Ok(document)
    }

    fn bad_record(&self, raw: &Value, why: &str) -> Failure {
        let id = raw.get("id");
        let which = if id.is_empty() {
            String::new()
        } else {
            format!(" {id}")
        };
        Failure::permanent(
            FailureReason::BadRecord,
            format!(
                "{}'s {}{which} can't be read: {why}.",
                self.whose,
                self.noun.as_str()
            ),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STOCK: &str = r#"
        [[rules]]
        to = "id"
        from = "raw.id"

        [[rules]]
        to = "quantity"
        from = "raw.properties.kopru_stock | number"
    "#;

    fn stock(raw: &str) -> Result<Value, Failure> {
        let canonical = Canonical::compile("HubSpot", STOCK, Noun::StockLevel, &[]).unwrap();
        canonical.document(&Value::from_json(raw.as_bytes()).unwrap(), &[])
    }

    #[test]
    fn a_record_becomes_a_checked_document() {
        let document = stock(r#"{"id":"515","properties":{"kopru_stock":"7"}}"#).unwrap();
        assert_eq!(document.to_json(), r#"{"id":"515","quantity":7}"#);
    }

    #[test]
    fn a_record_without_a_required_field_is_refused_by_name() {
        let failure = stock(r#"{"properties":{}}"#).unwrap_err();
        assert_eq!(failure.reason, FailureReason::BadRecord);
        assert!(
            failure.message.starts_with("HubSpot's") && failure.message.contains("\"id\""),
            "{failure}"
        );
    }

    #[test]
    fn a_wrong_mapping_names_its_mistakes() {
        let wrong = STOCK.replace("quantity", "quantty");
        let error = Canonical::compile("HubSpot", &wrong, Noun::StockLevel, &[]).unwrap_err();
        assert!(error.to_string().contains("quantty"), "{error}");
    }
}
