//! Checkouts and quotes, read.

use serde_json::Value;

use super::answer::Answer;
use super::checkout_views;
use super::list::Page;
use super::quotes;
use super::read::Reader;
use super::refusal::Refusal;

impl Reader<'_> {
    /// `checkouts…`
    pub(super) fn checkouts(&self) -> Result<Answer, Refusal> {
        let (state, call) = (self.state, self.call);
        if call.pattern == "checkouts" && call.id.is_none() {
            if call.count {
                return Ok(self.count(state.checkouts.len()));
            }
            let page = Page::of(call);
            let rows: Vec<Value> = state
                .checkouts
                .iter()
                .filter(|(id, _)| **id > page.since_id)
                .skip(page.skip)
                .take(page.limit)
                .map(|(_, checkout)| checkout_views::show(state, checkout))
                .collect();
            return Ok(self.write(|out| out.bare(&Value::Array(rows))));
        }
        let id = call.parent.or(call.id).ok_or_else(Refusal::not_found)?;
        let checkout = state.checkouts.get(&id).ok_or_else(Refusal::not_found)?;
        let value = match call.pattern.as_str() {
            "checkouts" => checkout_views::show(state, checkout),
            "checkouts/{}/shipment_methods" => checkout_views::shipment_methods(checkout),
            "checkouts/{}/payment_methods" => checkout_views::payment_methods(checkout),
            "checkouts/{}/validate" => checkout_views::validate(checkout),
            _ => match call.id {
                Some(line) => {
                    checkout_views::product_of(state, checkout, line).ok_or_else(Refusal::not_found)?
                }
                None => {
                    let lines = checkout_views::products(state, checkout, true);
                    if call.count {
                        return Ok(self.count(lines.as_array().map_or(0, Vec::len)));
                    }
                    lines
                }
            },
        };
        Ok(self.write(|out| out.bare(&value)))
    }

    /// Quotes are the carts that orders came from; they are made up from the orders when asked for.
    /// `quotes…`
    pub(super) fn quotes(&self) -> Result<Answer, Refusal> {
        let state = self.state;
        if let Some(id) = self.call.id {
            let order = state
                .orders
                .first_from(id, |order| order.quote)
                .filter(|order| order.quote == id);
            let order = order.ok_or_else(Refusal::not_found)?;
            return Ok(
                self.write(|out| out.object(|out| out.nested("quote", |out| quotes::write(out, order))))
            );
        }
        let page = Page::of(self.call);
        if self.call.count {
            return Ok(self.count(state.orders.len()));
        }
        let rows = state
            .orders
            .iter()
            .filter(|order| page.admits(order.quote, order.created, order.updated))
            .skip(page.skip)
            .take(page.limit);
        Ok(self.write(|out| {
            out.object(|out| {
                out.list("quotes", rows, |out, row| {
                    out.object(|out| quotes::write(out, row));
                });
            });
        }))
    }

    /// What belongs to one quote.
    pub(super) fn quote_part(&self) -> Result<Answer, Refusal> {
        let id = self.call.parent.unwrap_or(0);
        let order = self
            .state
            .orders
            .first_from(id, |order| order.quote)
            .filter(|order| order.quote == id);
        let order = order.ok_or_else(Refusal::not_found)?;
        match self.call.pattern.as_str() {
            "quotes/{}/products" => self.slice(
                ("quoteProduct", "quoteProducts"),
                &order.lines,
                |line| line.id,
                |out, line| quotes::write_line(out, line, order),
            ),
            "quotes/{}/shippingmethods" => self.slice(
                ("quoteShippingmethod", "quoteShippingmethods"),
                &[order],
                |order| order.shipping_method.id,
                |out, order| quotes::write_shipping(out, order),
            ),
            _ => self.slice(
                ("quotePaymentmethod", "quotePaymentmethods"),
                &[order],
                |order| order.payment_method.id,
                |out, order| quotes::write_payment(out, order),
            ),
        }
    }
}
