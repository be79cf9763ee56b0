//! Customers: created by e-mail, changed by id. Nobody is ever mailed by accident.

use domain::{Failure, FailureReason, Map, Value};
use engine::ports::{Act, Delivered, RemoteId, Write, Written};

use super::{
    lookup::{self, EMAIL, comparable},
    trace::{Trace, unsent},
};
use crate::lightspeed_ecom::{api::id, shop::Shop, source};

/// One-shot commands that send mails to the customer (dossier Lightspeed §6.11): always off.
const MAILS: [&str; 3] = ["doNotifyRegistered", "doNotifyConfirmed", "doNotifyPassword"];
/// What importers write where a name is required and there is none (dossier Lightspeed §6.14).
const NO_NAME: &str = "_";

pub(super) async fn find(shop: &Shop, emails: &[String]) -> Result<Vec<Option<RemoteId>>, Failure> {
    let found = lookup::find(shop, EMAIL, emails).await?;
    Ok(emails
        .iter()
        .map(|email| Some(RemoteId::new(id(found.get(&comparable(email))?).to_string())))
        .collect())
}

pub(super) async fn write(shop: &Shop, batch: Vec<Write>) -> Vec<Written> {
    let emails: Vec<String> = batch
        .iter()
        .filter(|write| write.act == Act::Create)
        .map(email)
        .collect();
    let mut there = match lookup::find_again(shop, EMAIL, &emails).await {
        Ok(there) => there,
        Err(failure) => {
            return batch.iter().map(|write| unsent(write, failure.clone())).collect();
        }
    };
    let mut answers = Vec::with_capacity(batch.len());
    for write in batch {
        let mut trace = Trace::default();
        let result = match &write.act {
            Act::Update { remote } => change(shop, &mut trace, remote, &write.document).await,
            Act::Create => match there.get(&email(&write)) {
                Some(row) => Ok(delivered(id(row), false, Value::Null)),
                None => {
                    let made = create(shop, &mut trace, &write).await;
                    if let Ok(made) = &made {
                        // Two records of one batch with the same address are one customer.
                        let row = Value::from([("id", made.remote.id.clone().into())]);
                        there.insert(email(&write), row);
                    }
                    made
                }
            },
        };
        answers.push(trace.written(result));
    }
    answers
}

fn email(write: &Write) -> String {
    comparable(&write.document.get("email").to_string())
}

fn delivered(id: i64, created: bool, known: Value) -> Delivered {
    Delivered {
        also_created: Vec::new(),
        remote: RemoteId::new(id.to_string()),
        created,
        known,
    }
}

async fn create(shop: &Shop, trace: &mut Trace, write: &Write) -> Result<Delivered, Failure> {
    if email(write).is_empty() {
        return Err(Failure::permanent(
            FailureReason::BadRecord,
            "Lightspeed takes no customer without an e-mail address",
        ));
    }
    let mut fields = fields(&write.document);
    for name in ["firstname", "lastname"] {
        let field = fields.entry(name.to_owned()).or_default();
        if field.is_empty() {
            *field = NO_NAME.into();
        }
    }
    let made = trace
        .create(shop, "customers", "customer", Value::Map(fields))
        .await?;
    match id(&made) {
        0 => Err(Failure::transient(
            FailureReason::UnreadableAnswer,
            "Lightspeed created a customer but did not say its id; we look for it on the next try",
        )),
        id => Ok(delivered(id, true, source::written_customer(shop, made).await)),
    }
}

async fn change(
    shop: &Shop,
    trace: &mut Trace,
    remote: &RemoteId,
    document: &Value,
) -> Result<Delivered, Failure> {
    let mut fields = fields(document);
    // Neither can be taken away, only replaced.
    for name in ["firstname", "lastname", "email"] {
        if fields.get(name).is_some_and(Value::is_empty) {
            fields.remove(name);
        }
    }
    let path = format!("customers/{}", remote.id);
    let came = trace.change(shop, &path, "customer", Value::Map(fields)).await?;
    Ok(Delivered {
        also_created: Vec::new(),
        remote: remote.clone(),
        created: false,
        known: source::written_customer(shop, came).await,
    })
}

/// The document as the shop takes it: what is cleared becomes empty text, and no mail is sent.
fn fields(document: &Value) -> Map {
    let mut fields: Map = document
        .as_map()
        .cloned()
        .unwrap_or_default()
        .into_iter()
        .map(|(name, value)| (name, if value.is_null() { "".into() } else { value }))
        .collect();
    for mail in MAILS {
        fields.insert(mail.to_owned(), false.into());
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_rule_can_make_the_shop_send_mails() {
        let document =
            Value::from_json(br#"{"email":"a@b.example","doNotifyRegistered":true,"phone":null}"#).unwrap();
        let fields = fields(&document);
        assert_eq!(fields["doNotifyRegistered"], false.into());
        assert_eq!(fields["doNotifyPassword"], false.into());
        assert_eq!(fields["phone"], "".into());
    }
}
