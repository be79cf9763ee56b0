//! Writing records as JSON, straight into the answer (dossier HubSpot §3.2).

use serde_json::Value;

use super::{
    answer::push_text,
    kinds::{Kind, facts},
    portal::Portal,
    record::View,
};
use crate::clock::iso_ms;

/// What of a record is shown.
#[derive(Clone, Copy, Default)]
pub(crate) struct Shape<'a> {
    /// Places of properties, in order.
    pub(crate) places: &'a [usize],
    /// Places whose history is shown.
    pub(crate) history: &'a [usize],
    /// Kinds whose associations are shown.
    pub(crate) associations: &'a [Kind],
    /// `new` of upsert.
    pub(crate) new: Option<bool>,
    /// `objectWriteTraceId`.
    pub(crate) trace: Option<&'a str>,
}

impl Portal {
    /// Writes one record.
    pub(crate) fn write_record(&self, out: &mut Vec<u8>, kind: Kind, view: View, shape: Shape) {
        let collection = self.of(kind);
        let record = view.record;
        out.extend_from_slice(b"{\"id\":\"");
        out.extend_from_slice(record.id.to_string().as_bytes());
        out.extend_from_slice(b"\",\"properties\":{");
        for (at, &place) in shape.places.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            push_text(out, &collection.schema.properties[place].name);
            out.push(b':');
            match collection.shown(view, place) {
                Some(value) => push_text(out, &value),
                None => out.extend_from_slice(b"null"),
            }
        }
        out.push(b'}');
        if !shape.history.is_empty() {
            self.write_history(out, kind, view, shape.history);
        }
        push_field(out, "createdAt", &iso_ms(record.created));
        push_field(out, "updatedAt", &iso_ms(view.updated));
        out.extend_from_slice(b",\"archived\":");
        out.extend_from_slice(if view.archived.is_some() {
            b"true"
        } else {
            b"false"
        });
        if let Some(at) = view.archived {
            push_field(out, "archivedAt", &iso_ms(at));
        }
        if !shape.associations.is_empty() {
            self.write_associations(out, kind, record.id, shape.associations);
        }
        if let Some(new) = shape.new {
            out.extend_from_slice(if new { b",\"new\":true" } else { b",\"new\":false" });
        }
        if let Some(trace) = shape.trace {
            push_field(out, "objectWriteTraceId", trace);
        }
        let url = format!(
            "https://app-eu1.hubspot.com/contacts/{}/record/{}/{}",
            self.id,
            facts(kind).id,
            record.id
        );
        push_field(out, "url", &url);
        out.push(b'}');
    }

    /// Only the newest value is kept, so a history has one entry.
    fn write_history(&self, out: &mut Vec<u8>, kind: Kind, view: View, places: &[usize]) {
        let collection = self.of(kind);
        out.extend_from_slice(b",\"propertiesWithHistory\":{");
        for (at, &place) in places.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            push_text(out, &collection.schema.properties[place].name);
            out.extend_from_slice(b":[");
            if let Some(value) = collection.shown(view, place) {
                out.extend_from_slice(b"{\"value\":");
                push_text(out, &value);
                push_field(out, "timestamp", &iso_ms(view.updated));
                push_field(out, "sourceType", "INTEGRATION");
                out.push(b'}');
            }
            out.push(b']');
        }
        out.push(b'}');
    }

    fn write_associations(&self, out: &mut Vec<u8>, kind: Kind, id: u64, wanted: &[Kind]) {
        let mut first = true;
        for &to in wanted {
            let linked = self.linked((kind, id), to);
            if linked.is_empty() {
                continue;
            }
            out.extend_from_slice(if first { b",\"associations\":{" } else { b"," });
            first = false;
            push_text(out, facts(to).key);
            out.extend_from_slice(b":{\"results\":[");
            let mut comma = false;
            for (to_id, types) in linked {
                for link_type in types {
                    if comma {
                        out.push(b',');
                    }
                    comma = true;
                    out.extend_from_slice(b"{\"id\":\"");
                    out.extend_from_slice(to_id.to_string().as_bytes());
                    out.push(b'"');
                    push_field(out, "type", self.types.get(link_type).map_or("", |t| &t.name));
                    out.push(b'}');
                }
            }
            out.extend_from_slice(b"]}");
        }
        if !first {
            out.push(b'}');
        }
    }
}

/// Writes `,"name":"text"`.
pub(crate) fn push_field(out: &mut Vec<u8>, name: &str, text: &str) {
    out.extend_from_slice(b",\"");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
    push_text(out, text);
}

/// Puts the frame of a batch answer around results that were written one by one.
pub(crate) fn batch_answer(started: i64, now: i64, results: &[Vec<u8>], errors: &[Value]) -> Vec<u8> {
    let size: usize = results.iter().map(|r| r.len() + 1).sum();
    let mut out = Vec::with_capacity(size + 256);
    out.extend_from_slice(b"{\"status\":\"COMPLETE\",\"results\":[");
    for (at, result) in results.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        out.extend_from_slice(result);
    }
    out.push(b']');
    if !errors.is_empty() {
        out.extend_from_slice(format!(",\"numErrors\":{},\"errors\":", errors.len()).as_bytes());
        // Writing to memory cannot fail.
        let _ = serde_json::to_writer(&mut out, errors);
    }
    push_field(&mut out, "startedAt", &iso_ms(started));
    push_field(&mut out, "completedAt", &iso_ms(now));
    out.push(b'}');
    out
}
