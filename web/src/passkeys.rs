//! Passkeys (WebAuthn): the browser's authenticator signs a challenge of ours. Needs a script in the browser; whoever has
//! none uses an authenticator app.

use domain::UserId;
use serde_json::Value as Json;
use store::second_factors::Passkey as Kept;
use url::Url;
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{
        AuthenticationResult, CreationChallengeResponse, Passkey, PasskeyAuthentication, PasskeyRegistration,
        PublicKeyCredential, RegisterPublicKeyCredential, RequestChallengeResponse,
    },
};

use crate::error::PageError;

/// Whether browsers make passkeys for our address: it needs a name, an IP address is none.
pub(crate) fn are_possible(public_url: &Url) -> bool {
    public_url.domain().is_some()
}

/// What checks passkeys for our address.
pub(crate) fn checker(public_url: &Url) -> Result<Webauthn, PageError> {
    let host = public_url.domain().ok_or(PageError::NotFound)?;
    WebauthnBuilder::new(host, public_url)
        .and_then(|builder| builder.rp_name("Kopru").build())
        .map_err(|error| PageError::Internal(format!("passkeys can't be used at this address: {error}")))
}

fn read(kept: &[Kept]) -> Result<Vec<Passkey>, PageError> {
    kept.iter()
        .map(|kept| serde_json::from_value(kept.credential.clone()))
        .collect::<Result<_, _>>()
        .map_err(|error| PageError::Internal(format!("a passkey can't be read: {error}")))
}

/// Begins adding a passkey: what the browser is asked, and what is to be kept until it answers.
pub(crate) fn begin_adding(
    checker: &Webauthn,
    user: UserId,
    email: &str,
    kept: &[Kept],
) -> Result<(CreationChallengeResponse, PasskeyRegistration), PageError> {
    let known = read(kept)?.iter().map(|key| key.cred_id().clone()).collect();
    checker
        .start_passkey_registration(user.uuid(), email, email, Some(known))
        .map_err(|error| PageError::Internal(format!("a passkey can't be asked for: {error}")))
}

/// Checks the browser's answer; none if it is not right.
pub(crate) fn finish_adding(
    checker: &Webauthn,
    answer: &RegisterPublicKeyCredential,
    state: &PasskeyRegistration,
) -> Option<Json> {
    let passkey = checker.finish_passkey_registration(answer, state).ok()?;
    serde_json::to_value(passkey).ok()
}

/// Begins asking for one of a person's passkeys.
pub(crate) fn begin_asking(
    checker: &Webauthn,
    kept: &[Kept],
) -> Result<(RequestChallengeResponse, PasskeyAuthentication), PageError> {
    checker
        .start_passkey_authentication(&read(kept)?)
        .map_err(|error| PageError::Internal(format!("a passkey can't be asked for: {error}")))
}

/// Checks the browser's answer; none if it is not right.
pub(crate) fn finish_asking(
    checker: &Webauthn,
    answer: &PublicKeyCredential,
    state: &PasskeyAuthentication,
) -> Option<AuthenticationResult> {
    checker.finish_passkey_authentication(answer, state).ok()
}

/// Which of the kept passkeys was used, with its counter moved on.
pub(crate) fn used(
    kept: &[Kept],
    result: &AuthenticationResult,
) -> Result<Option<(uuid::Uuid, Json)>, PageError> {
    for (row, mut passkey) in kept.iter().zip(read(kept)?) {
        if passkey.cred_id() == result.cred_id() {
            passkey.update_credential(result);
            let json = serde_json::to_value(&passkey)
                .map_err(|error| PageError::Internal(format!("a passkey can't be written: {error}")))?;
            return Ok(Some((row.id, json)));
        }
    }
    Ok(None)
}
