//! Orders as they are shown: the order itself and its lines.

use super::Context;
use super::call::Call;
use super::json::Out;
use super::papers::{write_event, write_invoice, write_shipment};
use super::state::State;
use crate::shop::customer::{Address, Person};
use crate::shop::money::{Money, Rate};
use crate::shop::order::{Cost, Line, Order};

/// Whether an order passes the filters of a list; those no source proves count only by switch.
pub(crate) fn passes(order: &Order, call: &Call, context: &Context) -> bool {
    if call
        .param("number")
        .is_some_and(|number| number != order_number(order))
    {
        return false;
    }
    if !context.knobs.filter_unproven {
        return true;
    }
    let equal = |name: &str, value: &str| call.param(name).is_none_or(|wanted| wanted == value);
    equal("status", order.status)
        && equal("paymentStatus", order.payment_status)
        && equal("shipmentStatus", order.shipment_status)
        && equal("email", &order.person.email)
}

fn order_number(order: &Order) -> String {
    format!("ORD{:05}", order.sequence)
}

/// Writes the fields of an order (dossier Lightspeed §4.1), with its relations inside if `embed`.
pub(crate) fn write(state: &State, out: &mut Out, order: &Order, embed: bool) {
    let (excl, incl) = order.totals();
    let person = &order.person;
    let id = order.id;
    out.id("id", id);
    out.time("createdAt", order.created);
    out.time("updatedAt", order.updated);
    out.text("number", &order_number(order));
    out.text("status", order.status);
    match order.custom_status {
        Some(status) => out.id("customStatusId", status),
        None => out.null("customStatusId"),
    }
    out.text("channel", order.channel);
    out.text("remoteIp", "192.0.2.44");
    out.text("userAgent", "Mozilla/5.0 (example)");
    out.no("referralId");
    out.money("priceCost", order.cost());
    out.money("priceExcl", excl);
    out.money("priceIncl", incl);
    out.int("weight", weight(order));
    out.int("volume", 0);
    out.int("colli", 0);
    write_particulars(out, person);
    out.flag("newsletterSubscribed", order.newsletter);
    write_company(out, person);
    write_address(out, "addressBilling", &person.billing);
    out.no("addressBillingRegionData");
    out.text_or_false("addressShippingCompany", &person.shipping.company);
    write_address(out, "addressShipping", &person.shipping);
    out.no("addressShippingRegionData");
    write_payment(out, order);
    write_shipping(out, order);
    write_discount(out, order);
    out.list("taxRates", order.taxes(), |out, (rate, amount)| {
        write_tax(out, rate, amount);
    });
    out.flag("isNewCustomer", order.is_new_customer);
    out.text("comment", &order.comment);
    out.text("memo", &order.memo);
    out.flag("allowNotifications", order.notifications);
    // One-shot commands: read back as false whatever was written ([K] dossier §4.1).
    out.no("doNotifyNew");
    out.no("doNotifyReminder");
    out.no("doNotifyCancelled");
    out.language("language", order.language);
    if embed {
        write_relations_inside(state, out, order);
    } else {
        out.one("customer", "customers", order.customer);
        out.many("invoices", &format!("invoices?order={id}"));
        out.many("shipments", &format!("shipments?order={id}"));
        out.many("products", &format!("orders/{id}/products"));
        out.many("metafields", &format!("orders/{id}/metafields"));
        out.one("quote", "quotes", Some(order.quote));
        out.many("events", &format!("orders/events?order={id}"));
    }
}

fn write_relations_inside(state: &State, out: &mut Out, order: &Order) {
    let id = order.id;
    match order.customer.and_then(|id| state.customers.get(id)) {
        Some(customer) => out.one_embedded("customer", "customers", customer.id, |out| {
            super::customers::write(out, customer);
        }),
        None => out.no("customer"),
    }
    let invoices = order.invoices.iter().filter_map(|id| state.invoices.get(*id));
    out.many_embedded(
        "invoices",
        &format!("invoices?order={id}"),
        invoices,
        |out, invoice| {
            out.object(|out| write_invoice(out, invoice));
        },
    );
    let shipments = state.shipments.get(order.shipment);
    out.many_embedded(
        "shipments",
        &format!("shipments?order={id}"),
        shipments,
        |out, shipment| {
            out.object(|out| write_shipment(out, shipment, order));
        },
    );
    out.many_embedded(
        "products",
        &format!("orders/{id}/products"),
        &order.lines,
        |out, line| {
            out.object(|out| write_line(state, out, line, order));
        },
    );
    let metafields = state.records.get("orders/{}/metafields");
    let fields = metafields
        .into_iter()
        .flat_map(|records| records.of(id).map(|row| (records.kind, row)));
    out.many_embedded(
        "metafields",
        &format!("orders/{id}/metafields"),
        fields,
        |out, (kind, row)| {
            out.object(|out| kind.write(out, row));
        },
    );
    out.one("quote", "quotes", Some(order.quote));
    let events = state
        .events_of
        .get(&id)
        .iter()
        .filter_map(|id| state.events.get(*id));
    out.many_embedded(
        "events",
        &format!("orders/events?order={id}"),
        events,
        |out, event| {
            out.object(|out| write_event(out, event));
        },
    );
}

/// Who a person is and how to reach him.
pub(crate) fn write_particulars(out: &mut Out, person: &Person) {
    out.text_or_false("gender", person.gender.unwrap_or(""));
    out.text_or_false("birthDate", person.birth_date.as_deref().unwrap_or(""));
    out.text("nationalId", &person.national_id);
    out.text("email", &person.email);
    out.text("firstname", &person.firstname);
    out.text("middlename", &person.middlename);
    out.text("lastname", &person.lastname);
    out.text("phone", &person.phone);
    out.text("mobile", &person.mobile);
}

/// The company fields, in the vendor's spelling `CoC`.
pub(crate) fn write_company(out: &mut Out, person: &Person) {
    out.flag("isCompany", person.is_company);
    out.text("companyName", &person.company_name);
    out.text("companyCoCNumber", &person.coc_number);
    out.text("companyVatNumber", &person.vat_number);
}

/// The nine fields of an address under a prefix.
pub(crate) fn write_address(out: &mut Out, prefix: &str, address: &Address) {
    let mut key = String::with_capacity(32);
    for (part, value) in [
        ("Name", &address.name),
        ("Street", &address.street),
        ("Street2", &address.street2),
        ("Number", &address.number),
        ("Extension", &address.extension),
        ("Zipcode", &address.zipcode),
        ("City", &address.city),
        ("Region", &address.region),
    ] {
        key.clear();
        key.push_str(prefix);
        key.push_str(part);
        out.text(&key, value);
    }
    key.clear();
    key.push_str(prefix);
    key.push_str("Country");
    out.country(&key, address.country);
}

fn write_tax(out: &mut Out, rate: Rate, amount: Money) {
    out.object(|out| {
        out.text("name", "BTW");
        out.money("rate", rate);
        out.money("amount", amount);
    });
}

fn write_cost(out: &mut Out, prefix: &str, cost: &Cost) {
    out.money(&format!("{prefix}TaxRate"), cost.rate);
    out.list(&format!("{prefix}TaxRates"), [cost], |out, cost| {
        write_tax(out, cost.rate, cost.base_incl - cost.base_excl);
    });
    out.money(&format!("{prefix}BasePriceExcl"), cost.base_excl);
    out.money(&format!("{prefix}BasePriceIncl"), cost.base_incl);
    out.money(&format!("{prefix}PriceExcl"), cost.price_excl);
    out.money(&format!("{prefix}PriceIncl"), cost.price_incl);
}

fn write_payment(out: &mut Out, order: &Order) {
    let payment = &order.payment_method;
    out.text("paymentId", payment.key);
    out.text("paymentStatus", order.payment_status);
    out.flag("paymentIsPost", payment.is_post);
    out.flag("paymentIsInvoiceExternal", payment.key == "external");
    write_cost(out, "payment", &order.payment);
    out.text("paymentTitle", payment.title);
    out.nested("paymentData", |out| out.text("method", payment.method));
}

fn write_shipping(out: &mut Out, order: &Order) {
    let method = &order.shipping_method;
    out.text("shipmentId", &format!("core|{}|{}", method.id, method.value));
    out.text("shipmentStatus", order.shipment_status);
    out.no("shipmentIsCashOnDelivery");
    out.flag("shipmentIsPickup", method.is_pickup);
    write_cost(out, "shipment", &order.shipping);
    out.money("shipmentDiscountExcl", order.shipping.discount_excl);
    out.money("shipmentDiscountIncl", order.shipping.discount_incl);
    out.text("shipmentTitle", method.title);
    out.nested("shipmentData", |out| {
        out.text("method", if method.is_pickup { "pickup" } else { "default" });
        out.id("shipment_id", method.id);
        out.id("shipping_value_id", method.value);
    });
    out.text_or_null("shippingDate", order.shipping_date.as_deref());
    out.text_or_null("deliveryDate", order.delivery_date.as_deref());
}

fn write_discount(out: &mut Out, order: &Order) {
    out.flag("isDiscounted", order.discount.is_some());
    let discount = order.discount.as_ref();
    let kind = match discount {
        Some(discount) if discount.percentage > 0 => "percentage",
        // Also without a discount, as quotes show it in the vendor's sample.
        _ => "amount",
    };
    out.text("discountType", kind);
    out.money("discountAmount", discount.map_or(0, |discount| discount.amount));
    // Ten for ten per cent; the unit is unproven (dossier §7).
    out.money(
        "discountPercentage",
        discount.map_or(0, |discount| discount.percentage * 100),
    );
    out.text(
        "discountCouponCode",
        discount.map_or("", |discount| &discount.code),
    );
}

/// Grams of all pieces of an order.
pub(crate) fn weight(order: &Order) -> i64 {
    order
        .lines
        .iter()
        .map(|line| line.goods.weight * line.quantity)
        .sum()
}

/// Writes a line of an order.
pub(crate) fn write_line(state: &State, out: &mut Out, line: &Line, order: &Order) {
    let goods = &line.goods;
    let shipped = if order.shipment_status == "shipped" {
        line.quantity
    } else {
        0
    };
    out.id("id", line.id);
    out.text("supplierTitle", &goods.supplier);
    out.text("brandTitle", &goods.brand);
    out.text("productTitle", &goods.product);
    out.text("variantTitle", &goods.variant);
    out.money("taxRate", line.rate);
    out.list("taxRates", [line], |out, line| {
        write_tax(out, line.rate, line.tax());
    });
    out.int("quantityOrdered", line.quantity);
    out.int("quantityInvoiced", line.quantity);
    out.int("quantityShipped", shipped);
    out.int("quantityRefunded", line.refunded);
    out.int("quantityReturned", 0);
    out.text("articleCode", &goods.article_code);
    out.text("ean", &goods.ean);
    out.text("sku", &goods.sku);
    out.int("weight", goods.weight);
    for name in ["volume", "colli", "sizeX", "sizeY", "sizeZ"] {
        out.int(name, 0);
    }
    out.money("priceCost", goods.price_cost);
    out.money("customExcl", 0);
    out.money("customIncl", 0);
    out.money("basePriceExcl", line.base_excl);
    out.money("basePriceIncl", line.base_incl);
    out.money("priceExcl", line.price_excl);
    out.money("priceIncl", line.price_incl);
    out.money("discountExcl", line.discount_excl);
    out.money("discountIncl", line.discount_incl);
    out.no("customFields");
    out.one(
        "product",
        "products",
        state.products.get(line.product).map(|row| row.id),
    );
    out.one(
        "variant",
        "variants",
        state.variants.get(line.variant).map(|row| row.id),
    );
}
