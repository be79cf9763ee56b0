//! Decides what runs when: tick, claim, drive, relay, rescue, sweep.
