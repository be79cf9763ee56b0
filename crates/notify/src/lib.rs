//! Tells people: e-mail, chat, outgoing webhooks.
