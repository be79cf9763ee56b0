//! The HubSpot connector against the stand-in that speaks like HubSpot, over real HTTP.

mod customers;
mod hooks;
mod limits;
mod mappings;
mod orders;
mod preparing;
mod products;
mod reading;
mod signing_in;
mod world;
