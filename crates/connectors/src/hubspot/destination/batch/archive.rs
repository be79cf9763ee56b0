use domain::Value;

use crate::{
    http::{Call, Refused},
    hubspot::{
        objects::Object,
        paths,
        portal::{BATCH, Portal, in_parallel},
        wire,
    },
};

/// Archives records; those that are gone already are no error.
pub(in crate::hubspot::destination) async fn archive(
    portal: &Portal,
    object: Object,
    ids: &[String],
) -> Result<(), Refused> {
    let calls = ids.chunks(BATCH).map(|ids| {
        let body = Value::from([("inputs", wire::ids(ids.iter().map(String::as_str)))]);
        let call = Call::post(paths::batch(object, "archive"), &body).repeatable();
        async move { portal.requester.send(&call).await }
    });
    in_parallel(calls)
        .await
        .into_iter()
        .try_for_each(|answer| answer.map(drop))
}
