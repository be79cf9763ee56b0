//! Webhooks of the payment provider: checked on the raw body, answered once what they tell of is kept.

use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use billing::{BillingError, EventRefused, SignatureRefused};
use http::StatusCode;
use metrics::counter;
use tracing::{error, warn};

use super::{Refused, whole};
use crate::{App, problem::ApiError};

/// A webhook of Stripe's. Whatever is wrong with us is answered so that it comes again.
pub(crate) async fn of_stripe(State(app): State<App>, request: Request) -> Response {
    let (outcome, response) = match take(&app, request).await {
        Ok(()) => ("taken", StatusCode::NO_CONTENT.into_response()),
        Err(response) => response,
    };
    counter!("kopru_hooks_total", "connector" => "stripe", "outcome" => outcome).increment(1);
    response
}

async fn take(app: &App, request: Request) -> Result<(), (&'static str, Response)> {
    let Some(secret) = app.till().webhook_secret() else {
        let refused = Refused::NoSuchAddress;
        return Err((refused.word(), refused.into_response()));
    };
    let (parts, body) = request.into_parts();
    let body = whole(&parts.headers, body)
        .await
        .map_err(|refused| (refused.word(), refused.into_response()))?;
    let signature = parts
        .headers
        .get("stripe-signature")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    billing::verify(secret, signature, &body, app.now()).map_err(|refused| {
        let word = match refused {
            SignatureRefused::Wrong => "wrong_signature",
            SignatureRefused::Stale => "stale",
        };
        (
            word,
            (StatusCode::UNAUTHORIZED, refused.to_string()).into_response(),
        )
    })?;
    app.till()
        .take_event(&body)
        .await
        .map_err(|refused| match refused {
            EventRefused::Unreadable(_) => (
                "unreadable",
                (StatusCode::BAD_REQUEST, refused.to_string()).into_response(),
            ),
            EventRefused::Billing(BillingError::Store(trouble)) => {
                ("store", ApiError::from(trouble).into_response())
            }
            EventRefused::Billing(BillingError::Stripe(trouble)) => {
                warn!(error = %trouble, "an event of Stripe's has to come again: Stripe could not be asked");
                ("busy", ApiError::Busy.into_response())
            }
            EventRefused::Billing(other) => {
                error!(error = %other, "an event of Stripe's could not be taken in");
                ("busy", ApiError::Busy.into_response())
            }
        })
}
