//! A customer: a person, or a company with a contact under it.

use super::{address, group, moment, text, yes_no};
use crate::schema::{Field, Schema};

/// The parts that a customer has both on its own and inside an order.
#[must_use]
pub fn fields() -> Vec<Field> {
    vec![
        text("id", "The source's id; empty for a guest who has none"),
        text("email", "E-mail address in lower case; empty if none is known"),
        text("name", "Full name"),
        text("first_name", "First name"),
        text("middle_name", "Middle name or prefix (van der)"),
        text("last_name", "Last name"),
        text("phone", "Telephone as typed"),
        text("mobile", "Mobile telephone as typed"),
        text("gender", "male, female or empty"),
        text("birth_date", "Day of birth, YYYY-MM-DD"),
        yes_no("is_company", "Whether a company buys"),
        text(
            "company_name",
            "Company's name; with it a company is made with the contact under it",
        ),
        text("company_vat_number", "VAT number as typed"),
        text("company_coc_number", "Number in the trade register"),
        text("website", "Company's website"),
        text("language", "Language code of two letters"),
    ]
}

/// The fields of a customer.
#[must_use]
pub fn schema() -> Schema {
    let mut all = fields();
    all.extend([
        group("billing_address", address::fields(), "Where the invoice goes"),
        group("shipping_address", address::fields(), "Where the goods go"),
        text("memo", "Internal note"),
        text("group", "Customer group or lifecycle stage in the source"),
        yes_no("newsletter", "Whether the customer wants the newsletter"),
        moment("created_at", "When the customer was made"),
        moment("updated_at", "When the customer last changed"),
    ]);
    Schema::new(all)
}
