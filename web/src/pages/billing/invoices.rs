//! Invoices, as a line each.

use billing::{Invoice, InvoiceState};
use domain::Decimal;

use crate::{locale::Locale, words::Look};

/// An invoice on the page.
pub(super) struct InvoiceLine {
    pub(super) number: String,
    pub(super) day: String,
    pub(super) look: Look,
    pub(super) net: String,
    pub(super) total: String,
    /// Its page; empty if it has none.
    pub(super) page: String,
    pub(super) pdf: String,
    pub(super) is_open: bool,
}

impl InvoiceLine {
    pub(super) fn of(t: &Locale, invoice: &Invoice) -> Self {
        let money = |cents: i64| t.money(Decimal::new(cents, 2), "EUR");
        let (word, tone, icon) = match invoice.status {
            InvoiceState::Paid => ("invoice-paid", "ok", "tick"),
            InvoiceState::Open => ("invoice-open", "warn", "clock"),
            InvoiceState::Draft => ("invoice-draft", "idle", "pencil"),
            InvoiceState::Void => ("invoice-void", "idle", "bar"),
            InvoiceState::Uncollectible => ("invoice-unpaid", "err", "cross"),
        };
        Self {
            number: invoice.number.clone().unwrap_or_default(),
            day: t.day_of(invoice.created_at()),
            look: Look {
                word: t.t(word),
                tone,
                icon,
            },
            net: money(invoice.total_excluding_tax.unwrap_or(invoice.total)),
            total: money(invoice.total),
            page: invoice.hosted_invoice_url.clone().unwrap_or_default(),
            pdf: invoice.invoice_pdf.clone().unwrap_or_default(),
            is_open: invoice.status == InvoiceState::Open,
        }
    }
}
