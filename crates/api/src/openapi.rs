//! The description of the API, made from the code: OpenAPI 3.1.

use std::collections::BTreeMap;

use axum::{Json, extract::State};
use utoipa::{
    Modify, OpenApi,
    openapi::{
        ContentBuilder, OpenApi as Document, Ref, RefOr, Response, ResponseBuilder,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use crate::{App, router};

const PROBLEM: &str = "application/problem+json";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Kopru",
        description = "Orders, customers, products and stock between web shops and CRMs.\n\n\
            Lists are paged: send the `next` of a page as `after`. Writes take an `Idempotency-Key`: repeated with it, \
            they have their effect once and the same answer. Errors are problem documents (RFC 9457)."
    ),
    servers((url = "/api/v1")),
    security(("api_token" = [])),
    modifiers(&Token),
    tags(
        (name = "connections", description = "Signed-in uses of a remote system"),
        (name = "flows", description = "What carries records from one connection to another"),
        (name = "revisions", description = "Published rules and settings, and drafts of them"),
        (name = "runs", description = "Loads and runs by hand, with their progress"),
        (name = "records", description = "The activity log"),
        (name = "dead letters", description = "Records given up, and sending them again"),
        (name = "alerts", description = "What a person must know about"),
        (name = "look-ups", description = "Tables that mapping rules use"),
        (name = "usage", description = "Counts, call budgets, backlog and lag"),
        (name = "workspace", description = "The whole set-up as one file"),
        (name = "tokens", description = "API tokens"),
    )
)]
struct Frame;

struct Token;

impl Modify for Token {
    fn modify(&self, document: &mut Document) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("kopru_…")
            .description(Some(
                "A token of one tenant; `kopru tenant create` prints the first one.",
            ))
            .build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("api_token", SecurityScheme::Http(scheme));
    }
}

/// The frame into which the routes write themselves.
pub(crate) fn frame() -> Document {
    Frame::openapi()
}

/// The whole description.
#[must_use]
pub fn document() -> Document {
    let mut document = router::v1().into_openapi();
    for item in document.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            describe_problems(&mut operation.responses.responses);
        }
    }
    document
}

/// Every operation can answer with a problem document, whichever of its errors are worth a line of their own.
fn describe_problems(responses: &mut BTreeMap<String, RefOr<Response>>) {
    let any = ResponseBuilder::new()
        .description("A problem document; its `type` names the kind")
        .content(
            PROBLEM,
            ContentBuilder::new()
                .schema(Some(Ref::from_schema_name("Problem")))
                .build(),
        );
    responses.insert("default".to_owned(), any.build().into());
    for (status, response) in responses {
        if let RefOr::T(response) = response
            && status.starts_with(['4', '5'])
            && let Some(content) = response.content.shift_remove("application/json")
        {
            response.content.insert(PROBLEM.to_owned(), content);
        }
    }
}

/// Answers with the description. It is no secret: no token is asked for.
pub(crate) async fn show(State(_): State<App>) -> Json<Document> {
    Json(document())
}
