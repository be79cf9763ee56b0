//! The properties that HubSpot itself defines, as far as a shop meets them (dossier HubSpot §8).
//!
//! One line each: `name | type fieldType | flags | label | options`. Flags: `R` read-only, `C` calculated,
//! `U` unique, `X` options kept elsewhere (owners, pipelines). Options are `value=Label`, separated by commas.

use super::{
    kinds::{self, Kind, facts},
    schema::{Choice, Computed, Group, Property, Schema, ValueType},
};

const CURRENCIES: &str = "EUR=Euro,USD=US Dollar,GBP=Pound Sterling,TRY=Turkish Lira";
const LIFECYCLE: &str = "subscriber=Subscriber,lead=Lead,marketingqualifiedlead=Marketing Qualified Lead,salesqualifiedlead=Sales Qualified Lead,opportunity=Opportunity,customer=Customer,evangelist=Evangelist,other=Other";
const BILLING: &str = "weekly=Weekly,biweekly=Every two weeks,monthly=Monthly,quarterly=Quarterly,per_six_months=Semi-annually,annually=Annually,per_two_years=Every two years,per_three_years=Every three years";
const LANGUAGES: &str = "nl=Dutch,nl-nl=Dutch - Netherlands,nl-be=Dutch - Belgium,en=English,en-gb=English - United Kingdom,en-us=English - United States,de=German,de-de=German - Germany,fr=French,fr-be=French - Belgium,tr=Turkish,tr-tr=Turkish - Turkey";

const CONTACTS: &str = "
email | string text | U | Email |
hs_additional_emails | enumeration checkbox | X | Additional email addresses |
firstname | string text | | First Name |
lastname | string text | | Last Name |
phone | string phonenumber | | Phone Number |
mobilephone | string phonenumber | | Mobile Phone Number |
fax | string text | | Fax Number |
salutation | string text | | Salutation |
gender | string text | | Gender |
jobtitle | string text | | Job Title |
company | string text | | Company Name |
website | string text | | Website URL |
address | string text | | Street Address |
city | string text | | City |
zip | string text | | Postal Code |
state | string text | | State/Region |
country | string text | | Country/Region |
hs_language | enumeration select | | Preferred language | @languages
date_of_birth | string text | | Date of birth |
lifecyclestage | enumeration radio | | Lifecycle Stage | @lifecycle
hs_lead_status | enumeration radio | | Lead Status | NEW=New,OPEN=Open,IN_PROGRESS=In Progress,OPEN_DEAL=Open Deal,UNQUALIFIED=Unqualified,ATTEMPTED_TO_CONTACT=Attempted to Contact,CONNECTED=Connected,BAD_TIMING=Bad Timing
hubspot_owner_id | enumeration select | X | Contact owner |
hs_email_optout | bool booleancheckbox | R | Unsubscribed from all email | true=Yes,false=No
hs_marketable_status | enumeration select | R | Marketing contact status | true=Marketing contact,false=Non-marketing contact
hs_email_domain | string text | RC | Email Domain |
associatedcompanyid | number number | C | Primary Associated Company ID |
num_associated_deals | number number | RC | Number of Associated Deals |
message | string textarea | | Message |
";
const COMPANIES: &str = "
name | string text | | Company name |
domain | string text | | Company Domain Name |
website | string text | | Website URL |
phone | string phonenumber | | Phone Number |
address | string text | | Street Address |
address2 | string text | | Street Address 2 |
city | string text | | City |
zip | string text | | Postal Code |
state | string text | | State/Region |
country | string text | | Country/Region |
industry | enumeration select | | Industry | APPAREL_FASHION=Apparel & Fashion,CONSUMER_GOODS=Consumer Goods,FURNITURE=Furniture,RETAIL=Retail,WHOLESALE=Wholesale,FOOD_BEVERAGES=Food & Beverages,SPORTING_GOODS=Sporting Goods,COMPUTER_SOFTWARE=Computer Software
numberofemployees | number number | | Number of Employees |
annualrevenue | number number | | Annual Revenue |
description | string textarea | | Description |
lifecyclestage | enumeration radio | | Lifecycle Stage | @lifecycle
type | enumeration select | | Type | PROSPECT=Prospect,PARTNER=Partner,RESELLER=Reseller,VENDOR=Vendor,OTHER=Other
hs_lead_status | enumeration radio | | Lead Status | NEW=New,OPEN=Open,IN_PROGRESS=In Progress,UNQUALIFIED=Unqualified,CONNECTED=Connected
hubspot_owner_id | enumeration select | X | Company owner |
num_associated_contacts | number number | RC | Number of Associated Contacts |
num_associated_deals | number number | RC | Number of Associated Deals |
";
const DEALS: &str = "
dealname | string text | | Deal Name |
amount | number number | | Amount |
pipeline | enumeration select | X | Pipeline |
dealstage | enumeration radio | X | Deal Stage |
closedate | datetime date | | Close Date |
deal_currency_code | enumeration select | | Currency | @currencies
dealtype | enumeration radio | | Deal Type | newbusiness=New Business,existingbusiness=Existing Business
description | string textarea | | Deal Description |
hubspot_owner_id | enumeration select | X | Deal owner |
hs_priority | enumeration select | | Priority | low=Low,medium=Medium,high=High
closed_lost_reason | string textarea | | Closed Lost Reason |
closed_won_reason | string textarea | | Closed Won Reason |
hs_is_closed | bool calculation_equation | RC | Is Deal Closed? | true=True,false=False
hs_is_closed_won | bool calculation_equation | RC | Is Closed Won | true=True,false=False
hs_deal_stage_probability | number number | RC | Deal probability |
amount_in_home_currency | number calculation_equation | RC | Amount in company currency |
days_to_close | number calculation_equation | RC | Days to close |
num_associated_contacts | number number | RC | Number of Associated Contacts |
hs_tcv | number calculation_equation | RC | Total contract value |
hs_acv | number calculation_equation | RC | Annual contract value |
hs_arr | number calculation_equation | RC | Annual recurring revenue |
hs_mrr | number calculation_equation | RC | Monthly recurring revenue |
hs_exchange_rate | number number | RC | Exchange rate |
";
const PRODUCTS: &str = "
name | string text | | Name |
hs_sku | string text | | SKU |
price | number number | | Unit price |
hs_price_eur | number number | | EUR price |
hs_price_usd | number number | | USD price |
hs_price_gbp | number number | | GBP price |
hs_price_try | number number | | TRY price |
hs_cost_of_goods_sold | number number | | Unit cost |
description | string textarea | | Product description |
hs_rich_text_description | string html | | Rich text description |
hs_images | string file | | Image URL |
hs_url | string text | | URL |
hs_product_type | enumeration select | | Product Type | inventory=Inventory,non_inventory=Non-Inventory,service=Service
hs_product_classification | enumeration select | | Product Classification | standalone=Standalone,variant=Variant
hs_folder | enumeration select | X | Folder |
hs_folder_id | number number | R | Folder ID |
hs_active | bool booleancheckbox | | Is active | true=True,false=False
hs_tax_category | string text | | Tax category |
tax | number number | | Tax |
recurringbillingfrequency | enumeration select | | Billing frequency | @billing
hs_recurring_billing_period | string text | | Term |
hubspot_owner_id | enumeration select | X | Product owner |
";
const LINE_ITEMS: &str = "
name | string text | | Name |
quantity | number number | | Quantity |
price | number number | | Unit price |
hs_product_id | number number | | Product ID |
hs_sku | string text | | SKU |
description | string textarea | | Description |
discount | number number | | Unit discount |
hs_discount_percentage | number number | | Discount percentage |
hs_total_discount | number calculation_equation | RC | Total discount |
hs_pre_discount_amount | number calculation_equation | RC | Pre discount amount |
amount | number calculation_equation | RC | Net price |
hs_tax_rate_group_id | string text | | Tax rate group ID |
hs_tax_rate | number calculation_equation | RC | Tax rate |
hs_tax_amount | number calculation_equation | RC | Tax amount |
hs_post_tax_amount | number calculation_equation | RC | Post tax amount |
hs_line_item_currency_code | enumeration select | | Currency | @currencies
recurringbillingfrequency | enumeration select | | Billing frequency | @billing
hs_recurring_billing_period | string text | | Term |
hs_recurring_billing_start_date | date date | | Billing start date |
hs_position_on_quote | number number | | Position on quote |
hs_cost_of_goods_sold | number number | | Unit cost |
hs_margin | number calculation_equation | RC | Margin |
hs_images | string file | | Image URL |
hs_url | string text | | URL |
";
const QUOTES: &str = "
hs_title | string text | | Quote Title |
hs_expiration_date | datetime date | | Expiration Date |
hs_status | enumeration select | | Quote Status | DRAFT=Draft,APPROVAL_NOT_NEEDED=Published,PENDING_APPROVAL=Pending approval,APPROVED=Approved,REJECTED=Rejected
hs_currency | enumeration select | | Currency | @currencies
hs_language | enumeration select | | Language | @languages
hs_sender_firstname | string text | | Sender first name |
hs_sender_lastname | string text | | Sender last name |
hs_sender_email | string text | | Sender email |
hs_sender_company_name | string text | | Sender company |
hs_public_url_key | string text | R | Public URL key |
hs_quote_amount | number number | RC | Quote amount |
hubspot_owner_id | enumeration select | X | Quote owner |
";
const INVOICES: &str = "
hs_title | string text | | Title |
hs_number | string text | R | Invoice number |
hs_currency | enumeration select | | Currency | @currencies
hs_invoice_date | datetime date | | Invoice date |
hs_due_date | datetime date | | Due date |
hs_invoice_status | enumeration select | | Invoice status | draft=Draft,open=Open,paid=Paid,voided=Voided
hs_purchase_order_number | string text | | Purchase order number |
hs_comments | string textarea | | Comments |
hs_language | enumeration select | | Language | @languages
hs_locale | string text | | Locale |
hs_tax_id | string text | | Tax ID |
hs_recipient_company_address | string text | | Billing address |
hs_recipient_company_address2 | string text | | Billing address 2 |
hs_recipient_company_city | string text | | Billing city |
hs_recipient_company_state | string text | | Billing state |
hs_recipient_company_zip | string text | | Billing postal code |
hs_recipient_shipping_address | string text | | Shipping address |
hs_recipient_shipping_address2 | string text | | Shipping address 2 |
hs_recipient_shipping_city | string text | | Shipping city |
hs_recipient_shipping_state | string text | | Shipping state |
hs_recipient_shipping_zip | string text | | Shipping postal code |
hs_recipient_shipping_country | string text | | Shipping country |
hs_allowed_payment_methods | enumeration checkbox | | Allowed payment methods | ach=ACH,credit_or_debit_card=Card,sepa=SEPA
hs_invoice_payment_collection_method | enumeration select | | Collection method | manual=Manual,none=None
hs_invoice_link | string text | R | Invoice link |
hs_pdf_download_link | string text | R | PDF |
hs_invoice_billable | bool booleancheckbox | | Billable | true=Yes,false=No
hs_amount_billed | number number | | Amount billed |
hs_amount_paid | number number | | Amount paid |
hs_balance_due | number number | | Balance due |
hs_payment_status | string text | | Payment status |
hubspot_owner_id | enumeration select | X | Invoice owner |
";
const ORDERS: &str = "
hs_order_name | string text | | Order name |
hs_external_order_id | string text | U | Source order ID |
hs_external_order_number | string text | | Source order number |
hs_external_order_status | string text | | Source order status |
hs_external_order_url | string text | | Source order URL |
hs_external_created_date | datetime date | | Source create date |
hs_external_modified_date | datetime date | | Source modified date |
hs_source_store | string text | | Source store |
hs_currency_code | enumeration select | | Currency | @currencies
hs_subtotal_price | number number | | Subtotal |
hs_total_price | number number | | Total price |
hs_order_discount | number number | | Discount |
hs_tax | number number | | Tax |
hs_shipping_cost | number number | | Shipping cost |
hs_refund_amount | number number | | Refund amount |
hs_payment_status | string text | | Payment status |
hs_fulfillment_status | string text | | Fulfillment status |
hs_pipeline | enumeration select | X | Pipeline |
hs_pipeline_stage | enumeration select | X | Stage |
hs_shipping_tracking_number | string text | | Tracking number |
hs_shipping_status_url | string text | | Shipping status URL |
hs_exchange_rate | number number | R | Exchange rate |
hs_billing_address_name | string text | | Billing name |
hs_billing_address_firstname | string text | | Billing first name |
hs_billing_address_lastname | string text | | Billing last name |
hs_billing_address_street | string text | | Billing street |
hs_billing_address_city | string text | | Billing city |
hs_billing_address_state | string text | | Billing state |
hs_billing_address_postal_code | string text | | Billing postal code |
hs_billing_address_country | string text | | Billing country |
hs_billing_address_phone | string text | | Billing phone |
hs_billing_address_email | string text | | Billing email |
hs_shipping_address_name | string text | | Shipping name |
hs_shipping_address_firstname | string text | | Shipping first name |
hs_shipping_address_lastname | string text | | Shipping last name |
hs_shipping_address_street | string text | | Shipping street |
hs_shipping_address_city | string text | | Shipping city |
hs_shipping_address_state | string text | | Shipping state |
hs_shipping_address_postal_code | string text | | Shipping postal code |
hs_shipping_address_country | string text | | Shipping country |
hs_shipping_address_phone | string text | | Shipping phone |
hs_shipping_address_email | string text | | Shipping email |
hs_is_closed | bool calculation_equation | RC | Is closed | true=True,false=False
hs_closed_date | datetime date | | Closed date |
hubspot_owner_id | enumeration select | X | Order owner |
";
const CARTS: &str = "
hs_cart_name | string text | | Cart name |
hs_external_cart_id | string text | U | Source cart ID |
hs_external_status | string text | | Source cart status |
hs_source_store | string text | | Source store |
hs_currency_code | enumeration select | | Currency | @currencies
hs_total_price | number number | | Total price |
hs_tax | number number | | Tax |
hs_cart_url | string text | | Cart URL |
";
const MODIFIER: &str = "
hs_label | string text | | Label |
hs_value | number number | | Value |
hs_type | enumeration select | | Type | FIXED=Fixed,PERCENT=Percent
hs_duration | string text | | Duration |
hs_sort_order | number number | | Sort order |
";
const PAYMENTS: &str = "
hs_initial_amount | number number | | Amount |
hs_initiated_date | datetime date | | Payment date |
hs_latest_status | enumeration select | | Status | succeeded=Succeeded,pending=Pending,refunded=Refunded,failed=Failed
hs_currency_code | enumeration select | | Currency | @currencies
hs_customer_email | string text | | Customer email |
hs_external_reference_id | string text | | Reference |
";
const SUBSCRIPTIONS: &str = "
hs_name | string text | | Name |
hs_status | string text | | Status |
hs_currency_code | enumeration select | | Currency | @currencies
";
const TICKETS: &str = "
subject | string text | | Ticket name |
content | string textarea | | Ticket description |
hs_pipeline | enumeration select | X | Pipeline |
hs_pipeline_stage | enumeration select | X | Ticket status |
hs_ticket_category | enumeration checkbox | | Category | PRODUCT_ISSUE=Product Issue,BILLING_ISSUE=Billing Issue,GENERAL_INQUIRY=General Inquiry
hs_ticket_priority | enumeration select | | Priority | LOW=Low,MEDIUM=Medium,HIGH=High,URGENT=Urgent
hubspot_owner_id | enumeration select | X | Ticket owner |
";
const NOTES: &str = "
hs_note_body | string html | | Note body |
hs_timestamp | datetime date | | Activity date |
hubspot_owner_id | enumeration select | X | Activity assigned to |
";

/// Fills a schema with HubSpot's own properties of the kind.
pub(crate) fn fill(schema: &mut Schema, kind: Kind, now: i64) {
    let (group, lines) = match facts(kind).plural {
        "contacts" => ("contactinformation", CONTACTS),
        "companies" => ("companyinformation", COMPANIES),
        "deals" => ("dealinformation", DEALS),
        "products" => ("productinformation", PRODUCTS),
        "line_items" => ("lineiteminformation", LINE_ITEMS),
        "quotes" => ("quoteinformation", QUOTES),
        "invoices" => ("invoiceinformation", INVOICES),
        "orders" => ("order_information", ORDERS),
        "carts" => ("cart_information", CARTS),
        "discounts" | "fees" | "taxes" => ("modifier_information", MODIFIER),
        "commerce_payments" => ("payment_information", PAYMENTS),
        "subscriptions" => ("subscription_information", SUBSCRIPTIONS),
        "tickets" => ("ticketinformation", TICKETS),
        _ => ("engagement", NOTES),
    };
    schema.groups.push(Group {
        name: group.to_owned(),
        label: group_label(group),
        order: 0,
    });
    for line in lines.lines().filter(|line| !line.is_empty()) {
        if let Some(property) = parse(line, group, now) {
            schema.add(property);
        }
    }
    let facts = facts(kind);
    let dates = [
        (
            facts.created,
            ValueType::DateTime,
            Computed::Created,
            "Create Date",
        ),
        (
            facts.modified,
            ValueType::DateTime,
            Computed::Modified,
            "Last Modified Date",
        ),
        ("hs_object_id", ValueType::Number, Computed::ObjectId, "Record ID"),
    ];
    for (name, value_type, computed, label) in dates {
        let field = if value_type == ValueType::Number {
            "number"
        } else {
            "date"
        };
        let line = format!("{name} | {} {field} | R | {label} |", value_type.word());
        if let Some(property) = parse(&line, group, now) {
            schema.add(Property { computed, ..property });
        }
    }
}

fn group_label(name: &str) -> String {
    let stem = name.trim_end_matches("information").trim_end_matches('_');
    let mut letters = stem.chars();
    match letters.next() {
        Some(first) => format!("{}{} information", first.to_uppercase(), letters.as_str()),
        None => name.to_owned(),
    }
}

fn parse(line: &str, group: &str, now: i64) -> Option<Property> {
    let mut parts = line.splitn(5, '|').map(str::trim);
    let (name, types, flags, label, options) = (
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
    );
    let (value_type, field_type) = types.split_once(' ')?;
    let options = match options {
        "@currencies" => CURRENCIES,
        "@lifecycle" => LIFECYCLE,
        "@billing" => BILLING,
        "@languages" => LANGUAGES,
        own => own,
    };
    let options = (0..)
        .zip(options.split(',').filter_map(|option| option.split_once('=')))
        .map(|(order, (value, label))| Choice {
            label: label.to_owned(),
            value: value.to_owned(),
            hidden: false,
            order,
            description: None,
        })
        .collect();
    let computed = match name {
        "associatedcompanyid" => Computed::PrimaryCompany,
        "num_associated_contacts" => Computed::Associated(kinds::CONTACTS),
        "num_associated_deals" => Computed::Associated(kinds::DEALS),
        _ => Computed::No,
    };
    Some(Property {
        name: name.to_owned(),
        label: label.to_owned(),
        value_type: ValueType::from_word(value_type)?,
        field_type: field_type.to_owned(),
        group: group.to_owned(),
        description: String::new(),
        options,
        unique: flags.contains('U'),
        by_hubspot: true,
        calculated: flags.contains('C'),
        read_only: flags.contains('R'),
        external: flags.contains('X'),
        hidden: false,
        form_field: !flags.contains('R') && matches!(group, "contactinformation" | "companyinformation"),
        order: -1,
        archived_at: None,
        created_at: now,
        updated_at: now,
        computed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hubspot::kinds::KINDS;

    #[test]
    fn every_line_of_every_kind_is_understood() {
        let tables = [
            CONTACTS,
            COMPANIES,
            DEALS,
            PRODUCTS,
            LINE_ITEMS,
            QUOTES,
            INVOICES,
            ORDERS,
            CARTS,
            MODIFIER,
            PAYMENTS,
            SUBSCRIPTIONS,
            TICKETS,
            NOTES,
        ];
        for line in tables.iter().flat_map(|t| t.lines()).filter(|l| !l.is_empty()) {
            assert!(parse(line, "g", 0).is_some(), "{line}");
        }
    }

    #[test]
    fn the_usual_properties_of_every_kind_exist() {
        for (kind, facts) in (0..).zip(&KINDS) {
            let schema = Schema::standard(kind, 0);
            for name in facts
                .usual
                .iter()
                .chain([&facts.created, &facts.modified, &"hs_object_id"])
            {
                assert!(schema.place(name).is_some(), "{name} of {}", facts.plural);
            }
        }
    }
}
