//! What an evaluation did, noted down only when somebody asked for an explanation.

use std::cell::{Cell, RefCell};

use domain::Value;

use crate::{explain::Read, limits, lookups::MissedLookup, trouble::Noted};

/// The notes for one document.
#[derive(Default)]
pub(crate) struct Session {
    steps: Cell<u32>,
    missed: RefCell<Vec<MissedLookup>>,
    trace: Option<RefCell<Trace>>,
}

/// What one rule read and did.
#[derive(Default)]
pub(crate) struct Trace {
    pub(crate) reads: Vec<Read>,
    pub(crate) steps: Vec<Noted>,
}

/// A record that misses more keys than this has another problem.
const MOST_MISSED: usize = 1000;

/// More steps are of no use to a reader.
const MOST_NOTES: usize = 100;

impl Session {
    pub(crate) fn tracing() -> Self {
        Self {
            trace: Some(RefCell::default()),
            ..Self::default()
        }
    }

    pub(crate) fn is_tracing(&self) -> bool {
        self.trace.is_some()
    }

    /// Counts work; false when there was too much of it.
    pub(crate) fn charge(&self, steps: usize) -> bool {
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        self.steps.set(self.steps.get().saturating_add(steps));
        self.steps.get() <= limits::STEPS
    }

    pub(crate) fn miss(&self, missed: MissedLookup) {
        let mut all = self.missed.borrow_mut();
        if all.len() < MOST_MISSED && !all.contains(&missed) {
            all.push(missed);
        }
    }

    pub(crate) fn take_missed(&self) -> Vec<MissedLookup> {
        self.missed.take()
    }

    pub(crate) fn take_trace(&self) -> Trace {
        self.trace.as_ref().map(RefCell::take).unwrap_or_default()
    }

    pub(crate) fn note_read(&self, path: impl FnOnce() -> String, value: &Value) {
        if let Some(trace) = &self.trace {
            let reads = &mut trace.borrow_mut().reads;
            let path = path();
            if reads.len() < MOST_NOTES && !reads.iter().any(|read| read.path == path) {
                reads.push(Read {
                    path,
                    value: value.clone(),
                });
            }
        }
    }

    pub(crate) fn note(&self, sentence: impl FnOnce() -> Noted) {
        if let Some(trace) = &self.trace {
            let steps = &mut trace.borrow_mut().steps;
            if steps.len() < MOST_NOTES {
                steps.push(sentence());
            }
        }
    }
}
