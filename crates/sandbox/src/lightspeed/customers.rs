//! Customers: written by clients, born of checkouts.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::Context;
use super::json::Out;
use super::orders::{write_address, write_company, write_particulars};
use super::refusal::Refusal;
use super::state::{State, filled};
use crate::shop::country;
use crate::shop::customer::{Customer, Person, text, truth};

/// Writes the fields of a customer (dossier Lightspeed §4.7).
pub(crate) fn write(out: &mut Out, customer: &Customer) {
    let person = &customer.person;
    let id = customer.id;
    out.id("id", id);
    out.time("createdAt", customer.created);
    out.time("updatedAt", customer.updated);
    out.flag("isConfirmed", customer.confirmed);
    out.text(
        "type",
        if customer.registered {
            "registered"
        } else {
            "guest"
        },
    );
    match customer.last_online {
        Some(at) => out.time("lastOnlineAt", at),
        None => out.null("lastOnlineAt"),
    }
    out.no("remoteIp");
    out.no("userAgent");
    out.no("referralId");
    write_particulars(out, person);
    write_company(out, person);
    write_address(out, "addressBilling", &person.billing);
    out.text_or_false("addressShippingCompany", &person.shipping.company);
    write_address(out, "addressShipping", &person.shipping);
    out.text_or_null("memo", customer.memo.as_deref());
    out.no("doNotifyRegistered");
    out.no("doNotifyConfirmed");
    out.no("doNotifyPassword");
    out.many("groups", &format!("groups/customers?customer={id}"));
    out.many("invoices", &format!("invoices?customer={id}"));
    out.language("language", customer.language);
    for list in ["orders", "reviews", "shipments", "tickets"] {
        out.many(list, &format!("{list}?customer={id}"));
    }
    out.many("metafields", &format!("customers/{id}/metafields"));
    out.many("login", &format!("customers/{id}/login"));
}

/// `POST customers`: answers the new number.
pub(crate) fn create(
    state: &mut State,
    context: &Context,
    body: &Map<String, Value>,
) -> Result<u64, Refusal> {
    let mut customer = Customer {
        id: 0,
        created: context.now,
        updated: context.now,
        confirmed: false,
        registered: true,
        last_online: None,
        person: Arc::new(Person::default()),
        memo: None,
        password: None,
        language: country::LANGUAGES[0].code,
    };
    fill(&mut customer, body);
    let person = &customer.person;
    if person.email.is_empty() || person.firstname.is_empty() || person.lastname.is_empty() {
        return Err(Refusal::invalid());
    }
    refuse_taken(state, &person.email, None)?;
    let id = add(state, customer);
    send_mails(state, context, id, body);
    Ok(id)
}

/// Enters a customer and reports it.
pub(crate) fn add(state: &mut State, mut customer: Customer) -> u64 {
    customer.id = state.ids.customers.draw();
    let id = customer.id;
    if let Some(email) = filled(&customer.person.email.to_lowercase()) {
        state.by_email.add(email, id);
    }
    state.customers.add(customer);
    state.happen("customers", "created", id);
    id
}

/// `PUT customers/{id}`: only what is named changes.
pub(crate) fn update(
    state: &mut State,
    context: &Context,
    id: u64,
    body: &Map<String, Value>,
) -> Result<(), Refusal> {
    let mut customer = state.customers.get(id).ok_or_else(Refusal::not_found)?.clone();
    let before = customer.person.email.to_lowercase();
    fill(&mut customer, body);
    customer.updated = context.now.max(customer.updated);
    let person = &customer.person;
    if person.email.is_empty() || person.firstname.is_empty() || person.lastname.is_empty() {
        return Err(Refusal::invalid());
    }
    let after = person.email.to_lowercase();
    if after != before {
        refuse_taken(state, &after, Some(id))?;
        state.by_email.remove(&before, id);
        state.by_email.add(after, id);
    }
    state.customers.change(id, |row| *row = customer);
    state.happen("customers", "updated", id);
    send_mails(state, context, id, body);
    Ok(())
}

/// `DELETE customers/{id}`: his orders stay and lose the relation.
pub(crate) fn delete(state: &mut State, id: u64) -> Result<(), Refusal> {
    let customer = state.customers.remove(id).ok_or_else(Refusal::not_found)?;
    state.by_email.remove(&customer.person.email.to_lowercase(), id);
    for order in state.orders_of.get(&id).to_vec() {
        let papers = state.orders.change(order, |order| {
            order.customer = None;
            (order.invoices.clone(), order.shipment)
        });
        let Some((invoices, shipment)) = papers else {
            continue;
        };
        for invoice in invoices {
            state.invoices.change(invoice, |invoice| invoice.customer = None);
        }
        state
            .shipments
            .change(shipment, |shipment| shipment.customer = None);
        state.orders_of.remove(&id, order);
    }
    state.happen("customers", "deleted", id);
    Ok(())
}

/// [K] dossier §4.7: unique among registered customers; guests may repeat an address.
fn refuse_taken(state: &State, email: &str, own: Option<u64>) -> Result<(), Refusal> {
    let taken = state.by_email.get(&email.to_lowercase()).iter().any(|id| {
        Some(*id) != own
            && state
                .customers
                .get(*id)
                .is_some_and(|customer| customer.registered)
    });
    if taken {
        Err(Refusal::clash(
            "A customer with this e-mail address already exists.",
        ))
    } else {
        Ok(())
    }
}

fn fill(customer: &mut Customer, body: &Map<String, Value>) {
    let person = Arc::make_mut(&mut customer.person);
    for (field, value) in body {
        match field.as_str() {
            "isConfirmed" => customer.confirmed = truth(value),
            "memo" => customer.memo = value.as_str().map(str::to_owned),
            "password" => customer.password = Some(text(value)).filter(|text| !text.is_empty()),
            "language" => {
                let code = value
                    .as_str()
                    .or_else(|| value.get("code").and_then(Value::as_str))
                    .unwrap_or("");
                customer.language = country::language(code).map_or("", |language| language.code);
            }
            field => {
                // Unknown and unwritable fields are passed over (dossier §8 no. 11).
                let _ = person.set(field, value);
            }
        }
    }
}

fn send_mails(state: &mut State, context: &Context, id: u64, body: &Map<String, Value>) {
    let mails = [
        ("doNotifyRegistered", "customer registered"),
        ("doNotifyConfirmed", "customer confirmed"),
        ("doNotifyPassword", "customer password"),
    ];
    state.mail_if_asked(context.now, body, &mails, "customer", id);
}
