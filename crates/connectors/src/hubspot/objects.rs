use std::fmt;

/// HubSpot's object types that we touch (dossier HubSpot §0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Object {
    Contacts,
    Companies,
    Deals,
    Products,
    LineItems,
    Invoices,
}

impl Object {
    pub(super) const ALL: [Self; 6] = [
        Self::Contacts,
        Self::Companies,
        Self::Deals,
        Self::Products,
        Self::LineItems,
        Self::Invoices,
    ];

    /// As in paths.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Contacts => "contacts",
            Self::Companies => "companies",
            Self::Deals => "deals",
            Self::Products => "products",
            Self::LineItems => "line_items",
            Self::Invoices => "invoices",
        }
    }

    /// One of them, in sentences.
    pub(super) fn one(self) -> &'static str {
        match self {
            Self::Contacts => "contact",
            Self::Companies => "company",
            Self::Deals => "deal",
            Self::Products => "product",
            Self::LineItems => "line item",
            Self::Invoices => "invoice",
        }
    }

    /// Its type's number, as in the addresses of HubSpot's pages (dossier HubSpot §0).
    pub(super) fn type_id(self) -> &'static str {
        match self {
            Self::Contacts => "0-1",
            Self::Companies => "0-2",
            Self::Deals => "0-3",
            Self::Products => "0-7",
            Self::LineItems => "0-8",
            Self::Invoices => "0-53",
        }
    }

    /// The property with the time when it was made (dossier HubSpot §3.5).
    pub(super) fn created(self) -> &'static str {
        match self {
            Self::Invoices => "hs_createdate",
            _ => "createdate",
        }
    }

    /// The property with the time of the last change (dossier HubSpot §3.5).
    pub(super) fn modified(self) -> &'static str {
        match self {
            Self::Contacts => "lastmodifieddate",
            _ => "hs_lastmodifieddate",
        }
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Ids of the directed associations that we make, all `HUBSPOT_DEFINED` (dossier HubSpot §6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Association {
    ContactToCompany = 279,
    /// Adds the plain one, too; the company that was primary becomes a plain one.
    ContactToPrimaryCompany = 1,
    DealToContact = 3,
    DealToCompany = 341,
    DealToLineItem = 19,
    InvoiceToContact = 177,
    InvoiceToCompany = 179,
    InvoiceToDeal = 175,
    InvoiceToLineItem = 409,
}
