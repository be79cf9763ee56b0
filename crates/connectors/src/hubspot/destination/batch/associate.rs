use domain::{Failure, Value};

use crate::{
    http::{Call, Refused},
    hubspot::{
        errors::Said,
        objects::{Association, Object},
        paths,
        portal::{BATCH, Portal, in_parallel, take_results},
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

/// Pairs of these records and those of the other object that they are associated with.
pub(in crate::hubspot::destination) async fn joined(
    portal: &Portal,
    from: Object,
    to: Object,
    ids: &[String],
) -> Result<Vec<(String, String)>, Failure> {
    let calls = ids.chunks(BATCH).map(|ids| {
        let body = Value::from([("inputs", wire::ids(ids.iter().map(String::as_str)))]);
        let call = Call::post(paths::associations(from, to, "read"), &body).repeatable();
        async move { portal.requester.json(&call).await }
    });
    let mut pairs = Vec::new();
    for answer in in_parallel(calls).await {
        for result in take_results(answer?) {
            let Some(one) = wire::id(result.at("from.id")) else {
                continue;
            };
            let others = result.get("to").items().iter();
            pairs.extend(others.filter_map(|other| Some((one.clone(), wire::id(other.get("toObjectId"))?))));
        }
    }
    Ok(pairs)
}
