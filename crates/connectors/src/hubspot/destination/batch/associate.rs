use domain::Value;

use crate::{
    http::{Call, Refused},
    hubspot::{
        errors::Said,
        objects::{Association, Object},
        paths,
        portal::{BATCH, Portal, in_parallel},
        wire,
    },
};

/// Associates pairs of records; pairs that are associated already are no error.
pub(in crate::hubspot::destination) async fn associate(
    portal: &Portal,
    (from, to, kind): (Object, Object, Association),
    pairs: &[(String, String)],
) -> Result<(), Refused> {
    let calls = pairs.chunks(BATCH).map(|pairs| {
        let inputs = pairs
            .iter()
            .map(|(from, to)| {
                Value::from([
                    ("from", Value::from([("id", from.as_str().into())])),
                    ("to", Value::from([("id", to.as_str().into())])),
                    ("types", Value::from(vec![wire::association_type(kind)])),
                ])
            })
            .collect::<Vec<_>>();
        let call = Call::post(
            paths::associations(from, to, "create"),
            &Value::from([("inputs", Value::List(inputs))]),
        )
        .repeatable();
        async move { portal.requester.json(&call).await }
    });
    for answer in in_parallel(calls).await {
        let answer = answer?;
        if let Some(error) = answer.get("errors").items().first() {
            return Err(Said::read(error).refusal("association").into());
        }
    }
    Ok(())
}
