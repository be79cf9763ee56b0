//! The check that a deal or an invoice adds up: its amount is the source's total, and its lines sum to the amount.

use domain::{Decimal, Failure, FailureReason, Value};

/// What is compared.
pub(crate) struct Sale {
    /// What it is at the source.
    from: &'static str,
    /// What it is at the destination.
    to: &'static str,
    /// The destination's property with the amount.
    amount: &'static str,
}

/// An order as a deal.
pub(crate) const DEAL: Sale = Sale {
    from: "order",
    to: "deal",
    amount: "amount",
};
/// An invoice as an invoice.
pub(crate) const INVOICE: Sale = Sale {
    from: "invoice",
    to: "invoice to be sent",
    amount: "hs_amount_billed",
};

/// Refuses a deal that does not add up to its order, to the cent; an invoice likewise.
///
/// `prices` says whether the deal is with ("incl") or without tax. A line counts quantity × (price − discount
/// per piece), or price × (100 − percentage) ÷ 100. Only an amount that the mapping produced is compared; a
/// tenant who maps none has nothing that could be wrong.
///
/// # Errors
/// `DoesNotAddUp`, naming the sums that differ.
pub(crate) fn check(sale: &Sale, order: &Value, deal: &Value, prices: &str) -> Result<(), Failure> {
    let total = order
        .get(if prices == "excl" {
            "total_excl"
        } else {
            "total_incl"
        })
        .as_number();
    let (Some(total), Some(amount)) = (total, deal.get(sale.amount).as_number()) else {
        return Ok(());
    };
    if cents(total) != cents(amount) {
        return Err(sale.differs(&format!(
            "the {}'s amount is {amount}, but the {}'s total is {total}",
            sale.to, sale.from
        )));
    }
    let lines = deal.get("line_items").items();
    if lines.is_empty() {
        return Ok(());
    }
    let sum = lines.iter().map(line_total).sum::<Option<Decimal>>();
    match sum {
        Some(sum) if cents(sum) == cents(amount) => Ok(()),
        Some(sum) => Err(sale.differs(&format!(
            "the {}'s lines sum to {}, but its amount is {amount}",
            sale.to,
            cents(sum)
        ))),
        None => Err(sale.differs(&format!(
            "a line of the {} has no price or quantity, or its sum is too large",
            sale.to
        ))),
    }
}

fn line_total(line: &Value) -> Option<Decimal> {
    let quantity = line.get("quantity").as_number()?;
    let price = line.get("price").as_number()?;
    let off = line.get("discount").as_number().unwrap_or_default();
    let share = line.get("hs_discount_percentage").as_number().unwrap_or_default();
    let discounted = price
        .checked_sub(off)?
        .checked_mul((Decimal::ONE_HUNDRED - share) / Decimal::ONE_HUNDRED)?;
    quantity.checked_mul(discounted)
}

fn cents(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
}

impl Sale {
    fn differs(&self, what: &str) -> Failure {
        Failure::permanent(
            FailureReason::DoesNotAddUp,
            format!("The {} was not sent: {what}.", self.from),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_deal(order: &str, deal: &str, prices: &str, wanted: Result<(), &str>) {
        let read = |json: &str| Value::from_json(json.as_bytes()).unwrap();
        let found = check(&DEAL, &read(order), &read(deal), prices).map_err(|failure| failure.message);
        match (found, wanted) {
            (Ok(()), Ok(())) => {}
            (Err(found), Err(wanted)) => assert!(found.contains(wanted), "{found}"),
            (found, wanted) => panic!("{found:?} instead of {wanted:?}"),
        }
    }

    #[test]
    fn a_deal_adds_up_to_the_cent_or_is_refused() {
        let order = r#"{"total_incl":44.91,"total_excl":37.12}"#;
        let line = r#"[{"quantity":2,"price":"24.95","discount":"2.495"}]"#;
        check_deal(
            order,
            &format!(r#"{{"amount":44.91,"line_items":{line}}}"#),
            "incl",
            Ok(()),
        );
        check_deal(
            order,
            r#"{"amount":44.92}"#,
            "incl",
            Err("amount is 44.92, but the order's total is 44.91"),
        );
        check_deal(order, r#"{"amount":"37.12"}"#, "excl", Ok(()));
        check_deal(
            order,
            r#"{"amount":44.91,"line_items":[{"quantity":2,"price":24.95}]}"#,
            "incl",
            Err("lines sum to 49.90"),
        );
        check_deal(
            order,
            r#"{"amount":44.91,"line_items":[{"quantity":2}]}"#,
            "incl",
            Err("no price or quantity"),
        );
        check_deal(order, r#"{"dealname":"no amount mapped"}"#, "incl", Ok(()));
    }

    #[test]
    fn a_third_of_a_cent_in_the_discount_does_no_harm() {
        // 3 × 10.00 less 1.00 on the line: 0.333333 a piece
        check_deal(
            r#"{"total_incl":29.00}"#,
            r#"{"amount":29,"line_items":[{"quantity":3,"price":10,"discount":0.333333}]}"#,
            "incl",
            Ok(()),
        );
    }
}
