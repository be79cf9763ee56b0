//! The JSON API, incoming hooks and their OpenAPI description.
