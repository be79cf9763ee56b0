//! Plans, trial, and buying through Stripe.
