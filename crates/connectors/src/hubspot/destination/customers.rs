//! Customers: a contact, under a company where there is one.
//!
//! Companies come first, since a contact is made with its association. Everything is created under our key;
//! a contact whose e-mail address somebody has already is that one, and is updated.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Failure, Map, Value};
use engine::ports::{Act, Delivered, RemoteId, Write, Written};

use super::{
    batch::{self, Change, Fate, New},
    companies, find, left_out, refused,
};
use crate::hubspot::{
    canon::Canons,
    objects::{Association, Object},
    portal::Portal,
    streams::Stream,
    wire,
};

/// A customer on its way.
pub(super) struct Customer<'a> {
    pub(super) write: &'a Write,
    /// What is sent of the contact.
    contact: Map,
    /// Where its company is, if it has one.
    company: Option<companies::Found>,
    state: State,
    sent: BTreeMap<&'static str, Value>,
    answered: BTreeMap<&'static str, Value>,
}

enum State {
    /// Not written yet.
    Open,
    /// It is there.
    There {
        id: String,
        created: bool,
        joined: Option<String>,
    },
    /// It is not.
    Failed(Failure),
}

pub(super) async fn write(portal: &Portal, writes: &[Write]) -> Vec<Written> {
    let mut customers: Vec<Customer<'_>> = writes.iter().map(Customer::new).collect();
    let wanted: Vec<Option<companies::Wanted>> = writes.iter().map(companies::Wanted::of).collect();
    let found = companies::resolve(portal, wanted).await;
    for (customer, found) in customers.iter_mut().zip(found) {
        match found {
            Some(Ok(found)) => {
                customer.sent.insert("company", found.sent.clone());
                customer.answered.insert("company", found.answered.clone());
                customer.company = Some(found);
            }
            Some(Err(refusal)) => {
                customer.sent.insert("company", refusal.sent);
                customer.answered.insert("company", refusal.answered);
                let mut failure = refusal.failure;
                failure.message = format!("Its company could not be written: {}", failure.message);
                customer.state = State::Failed(failure);
            }
            None => {}
        }
    }
    create(portal, &mut customers).await;
    update(portal, &mut customers).await;
    join_companies(portal, &mut customers).await;
    customers
        .into_iter()
        .map(|customer| customer.written(portal))
        .collect()
}

impl<'a> Customer<'a> {
    fn new(write: &'a Write) -> Self {
        let document = write.document.get("contact");
        let mut contact = match write.act {
            Act::Create => wire::new_properties(document, &[]),
            Act::Update { .. } => wire::properties(document, &[]),
        };
        if let Some(Value::Text(email)) = contact.get_mut("email") {
            *email = email.to_lowercase();
        }
        Self {
            write,
            contact,
            company: None,
            state: State::Open,
            sent: BTreeMap::new(),
            answered: BTreeMap::new(),
        }
    }

    fn email(&self) -> Option<&str> {
        self.contact
            .get("email")?
            .as_text()
            .filter(|email| !email.is_empty())
    }

    fn company_id(&self) -> Option<&str> {
        self.company.as_ref().map(|company| company.id.as_str())
    }

    fn written(self, portal: &Portal) -> Written {
        let result = match self.state {
            State::There {
                ref id,
                created,
                ref joined,
            } => {
                let mut remote = RemoteId::new(id.as_str());
                if let Some(company) = self.company_id().map(str::to_owned).or_else(|| joined.clone()) {
                    remote.parts.insert("company".to_owned(), company);
                }
                let company = self.company.as_ref().filter(|company| company.created);
                Ok(Delivered {
                    remote,
                    created,
                    also_created: company.map(|_| "company".to_owned()).into_iter().collect(),
                    known: self.known(portal),
                })
            }
            State::Failed(ref failure) => Err(failure.clone()),
            State::Open => return refused(left_out()),
        };
        let kept = |parts: BTreeMap<&'static str, Value>| {
            Value::Map(
                parts
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect(),
            )
        };
        Written {
            result,
            sent: kept(self.sent),
            answered: kept(self.answered),
        }
    }

    /// The customer as our own source side would now read it.
    fn known(&self, portal: &Portal) -> Value {
        let nothing = Value::Null;
        let mut raw = Canons::merged(&self.contact, self.answered.get("contact").unwrap_or(&nothing));
        let company = match &self.company {
            Some(company) => Canons::merged(&company.properties, &company.answered),
            None => Value::Null,
        };
        raw.put("company", company);
        portal.canons.known(Stream::Customers, &raw)
    }
}

/// Makes the contacts that are new to us.
async fn create(portal: &Portal, customers: &mut [Customer<'_>]) {
    let (mut places, mut news) = (Vec::new(), Vec::new());
    for (i, customer) in customers.iter().enumerate() {
        if matches!(customer.state, State::Open) && customer.write.act == Act::Create {
            let company = customer
                .company_id()
                .map(|id| (Association::ContactToCompany, id.to_owned()));
            places.push(i);
            news.push(New {
                key: customer.write.key.clone(),
                properties: customer.contact.clone(),
                associations: company.into_iter().collect(),
            });
        }
    }
    let fates = batch::create(portal, Object::Contacts, &news).await;
    let lacking = portal.lacking(Object::Contacts);
    let mut taken: Vec<(usize, Fate)> = Vec::new();
    for ((i, new), fate) in places.into_iter().zip(&news).zip(fates) {
        let customer = &mut customers[i];
        customer.sent.insert("contact", Value::Map(new.body(&lacking)));
        customer.answered.insert("contact", fate.answered());
        match fate {
            Fate::Landed { id, created, .. } => {
                let joined = customer.company_id().map(str::to_owned);
                customer.state = State::There { id, created, joined };
            }
            Fate::Taken { .. } => taken.push((i, fate)),
            Fate::Failed { failure, .. } => customer.state = State::Failed(failure),
        }
    }
    adopt(portal, customers, taken).await;
}

/// Contacts that have one of our addresses already, made by others: they become ours.
async fn adopt(portal: &Portal, customers: &mut [Customer<'_>], taken: Vec<(usize, Fate)>) {
    if taken.is_empty() {
        return;
    }
    let emails: Vec<String> = taken
        .iter()
        .filter_map(|(i, _)| customers[*i].email().map(str::to_owned))
        .collect();
    let found = match find::contacts_by_email(portal, &find::distinct(&emails)).await {
        Ok(found) => found,
        Err(failure) => {
            for (i, _) in taken {
                customers[i].state = State::Failed(failure.clone());
            }
            return;
        }
    };
    for (i, fate) in taken {
        let customer = &mut customers[i];
        let contact = customer.email().and_then(|email| found.get(email));
        let remote = contact.map(find::remote_of).or_else(|| match &fate {
            // A secondary address is not always found by reading; the refusal names the contact.
            Fate::Taken { said, .. } => said.existing_id().map(RemoteId::new),
            _ => None,
        });
        customer.state = match remote {
            Some(remote) => State::There {
                id: remote.id,
                created: false,
                joined: remote.parts.get("company").cloned(),
            },
            None => State::Failed(fate.failure(Object::Contacts).unwrap_or_else(left_out)),
        };
    }
}

/// Brings contacts up to date that were there: those to be updated, and those adopted just now.
async fn update(portal: &Portal, customers: &mut [Customer<'_>]) {
    let (mut places, mut changes) = (Vec::new(), Vec::new());
    for (i, customer) in customers.iter_mut().enumerate() {
        let id = match (&customer.state, &customer.write.act) {
            (State::Open, Act::Update { remote }) => remote.id.clone(),
            (
                State::There {
                    id, created: false, ..
                },
                Act::Create,
            ) => id.clone(),
            _ => continue,
        };
        places.push(i);
        changes.push(Change {
            id,
            properties: customer.contact.clone(),
        });
    }
    let fates = batch::update(portal, Object::Contacts, &changes).await;
    let lacking = portal.lacking(Object::Contacts);
    for ((i, change), fate) in places.into_iter().zip(changes).zip(fates) {
        let customer = &mut customers[i];
        customer.sent.insert("contact", Value::Map(change.body(&lacking)));
        customer.answered.insert("contact", fate.answered());
        match (fate.failure(Object::Contacts), &customer.write.act) {
            (Some(failure), _) => customer.state = State::Failed(failure),
            (None, Act::Update { remote }) => {
                customer.state = State::There {
                    id: change.id,
                    created: false,
                    joined: remote.parts.get("company").cloned(),
                };
            }
            (None, Act::Create) => {}
        }
    }
}

/// Puts contacts under their company where they are not yet.
///
/// Who was under another company of ours has moved: the new one becomes the primary one, by which the contact is
/// read, or the old name would come back to the shop. A primary company that people chose in HubSpot stays.
async fn join_companies(portal: &Portal, customers: &mut [Customer<'_>]) {
    let mut joining: Vec<usize> = Vec::new();
    let mut left: BTreeSet<String> = BTreeSet::new();
    for (i, customer) in customers.iter().enumerate() {
        if let (State::There { joined, .. }, Some(company)) = (&customer.state, customer.company_id())
            && joined.as_deref() != Some(company)
        {
            joining.push(i);
            left.extend(joined.clone().filter(|_| customer.write.act != Act::Create));
        }
    }
    let ours = match companies::ours(portal, left).await {
        Ok(ours) => ours,
        Err(refused) => {
            for i in joining {
                customers[i].state = State::Failed(refused.failure.clone());
            }
            return;
        }
    };
    for (moved, association) in [
        (false, Association::ContactToCompany),
        (true, Association::ContactToPrimaryCompany),
    ] {
        let (mut places, mut pairs) = (Vec::new(), Vec::new());
        for i in &joining {
            if let (State::There { id, joined, .. }, Some(company)) =
                (&customers[*i].state, customers[*i].company_id())
                && joined.as_ref().is_some_and(|left| ours.contains(left)) == moved
            {
                places.push(*i);
                pairs.push((id.clone(), company.to_owned()));
            }
        }
        if pairs.is_empty() {
            continue;
        }
        let kind = (Object::Contacts, Object::Companies, association);
        if let Err(refused) = batch::associate(portal, kind, &pairs).await {
            for i in places {
                customers[i].state = State::Failed(refused.failure.clone());
            }
        }
    }
}
