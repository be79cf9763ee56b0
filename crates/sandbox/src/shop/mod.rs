//! Seed data of the Lightspeed side (placeholder; the real one replaces this file).
