//! How records are linked: types, directions, the primary company (dossier HubSpot §6).

use serde_json::json;

use super::{
    answer::Refusal,
    kinds::{self, Kind, facts},
    portal::{Ctx, Portal},
    record::{Link, Record},
};

/// Kinds that a line item may belong to, and to only one of them.
pub(crate) const PARENTS: [Kind; 5] = [
    kinds::DEALS,
    kinds::QUOTES,
    kinds::INVOICES,
    kinds::ORDERS,
    kinds::CARTS,
];

/// The links of a record to one kind, without looking at the others: some contacts have very many deals.
fn towards(record: &Record, kind: Kind) -> impl Iterator<Item = &Link> {
    record.links.range((kind, 0, 0)..(kind + 1, 0, 0))
}

impl Portal {
    /// Whether two records may be linked by these types, without doing it.
    pub(crate) fn may_associate(
        &self,
        from: (Kind, Option<u64>),
        to: (Kind, u64),
        types: &[u32],
    ) -> Result<(), Refusal> {
        if from.0 == kinds::PRODUCTS || to.0 == kinds::PRODUCTS {
            return Err(Refusal::invalid(
                "Products cannot be associated with other objects; use line items instead",
            ));
        }
        if self.types.unlabelled(from.0, to.0).is_none() {
            return Err(Refusal::invalid(format!(
                "No association type exists between {} and {}",
                facts(from.0).singular,
                facts(to.0).singular
            )));
        }
        for id in types {
            if self
                .types
                .get(*id)
                .is_none_or(|t| t.from != from.0 || t.to != to.0)
            {
                return Err(Refusal::invalid(format!(
                    "association type {id} is not valid between {} and {}",
                    facts(from.0).id,
                    facts(to.0).id
                )));
            }
        }
        let ends = [(from.0, from.1), (to.0, Some(to.1))];
        for (kind, id) in ends.into_iter().filter_map(|(k, id)| id.map(|id| (k, id))) {
            if self.of(kind).live(id).is_none() {
                let ids = json!({"fromObjectId": [from.1.map(|id| id.to_string())], "toObjectId": [to.1.to_string()]});
                return Err(Refusal::new(
                    404,
                    "OBJECT_NOT_FOUND",
                    format!(
                        "{} with ID {id} does not exist",
                        facts(kind).singular.to_uppercase()
                    ),
                )
                .with_context(ids));
            }
        }
        self.has_one_parent(from, to)
    }

    fn has_one_parent(&self, from: (Kind, Option<u64>), to: (Kind, u64)) -> Result<(), Refusal> {
        let (child, parent) = match (from.0, to.0) {
            (kinds::LINE_ITEMS, kind) => (from.1, (kind, Some(to.1))),
            (kind, kinds::LINE_ITEMS) => (Some(to.1), (kind, from.1)),
            _ => return Ok(()),
        };
        let Some(record) = child.and_then(|id| self.of(kinds::LINE_ITEMS).live(id)) else {
            return Ok(());
        };
        let other = record
            .links
            .iter()
            .find(|l| PARENTS.contains(&l.0) && (l.0, Some(l.1)) != parent);
        match other {
            None => Ok(()),
            Some((kind, id, _)) => Err(Refusal::invalid(format!(
                "Line item {} is already associated with {} {id}; a line item can belong to one object only",
                record.id,
                facts(*kind).singular
            ))),
        }
    }

    /// Links two records; without types the unlabelled one is meant. The unlabelled type is always added,
    /// and the first company becomes the primary one.
    pub(crate) fn associate(
        &mut self,
        ctx: &Ctx,
        from: (Kind, u64),
        to: (Kind, u64),
        types: &[u32],
    ) -> Result<(), Refusal> {
        self.may_associate((from.0, Some(from.1)), to, types)?;
        let plain = self
            .types
            .unlabelled(from.0, to.0)
            .ok_or_else(Refusal::not_found)?;
        self.link(ctx, from, to, plain);
        for &id in types {
            let primary = self.types.get(id).is_some_and(|t| t.primary);
            if primary {
                self.make_primary(ctx, from, to);
            } else {
                self.link(ctx, from, to, id);
            }
        }
        // Whichever end has a primary company and none yet gets this one.
        for (owner, company) in [(from, to), (to, from)] {
            if let Some(primary) = self.types.primary(owner.0, company.0) {
                let record = self.of(owner.0).live(owner.1);
                let has = record.is_some_and(|r| towards(r, company.0).any(|l| l.2 == primary));
                if !has {
                    self.make_primary(ctx, owner, company);
                }
            }
        }
        Ok(())
    }

    fn make_primary(&mut self, ctx: &Ctx, from: (Kind, u64), to: (Kind, u64)) {
        // Seen from the company, the other end is the one that has a primary.
        let (owner, company) = if self.types.primary(from.0, to.0).is_some() {
            (from, to)
        } else {
            (to, from)
        };
        let Some(primary) = self.types.primary(owner.0, company.0) else {
            return;
        };
        let before: Vec<Link> = match self.of(owner.0).live(owner.1) {
            Some(record) => towards(record, company.0)
                .filter(|l| l.2 == primary && l.1 != company.1)
                .copied()
                .collect(),
            None => return,
        };
        for (kind, id, link_type) in before {
            self.unlink(ctx, owner, (kind, id), link_type);
        }
        self.link(ctx, owner, company, primary);
    }

    fn link(&mut self, ctx: &Ctx, from: (Kind, u64), to: (Kind, u64), id: u32) {
        let Some(facts) = self.types.get(id) else { return };
        let (inverse, primary) = (facts.inverse, facts.primary);
        if self.touch(ctx, from, |links| links.insert((to.0, to.1, id))) {
            self.emit_association(ctx, from, to, false, primary);
        }
        if self.touch(ctx, to, |links| links.insert((from.0, from.1, inverse))) {
            self.emit_association(ctx, to, from, false, primary);
        }
    }

    fn unlink(&mut self, ctx: &Ctx, from: (Kind, u64), to: (Kind, u64), id: u32) {
        let Some(facts) = self.types.get(id) else { return };
        let (inverse, primary) = (facts.inverse, facts.primary);
        if self.touch(ctx, from, |links| links.remove(&(to.0, to.1, id))) {
            self.emit_association(ctx, from, to, true, primary);
        }
        if self.touch(ctx, to, |links| links.remove(&(from.0, from.1, inverse))) {
            self.emit_association(ctx, to, from, true, primary);
        }
    }

    /// Changes a record's links; its modified date moves too (dossier HubSpot §9.14).
    fn touch(
        &mut self,
        ctx: &Ctx,
        (kind, id): (Kind, u64),
        change: impl FnOnce(&mut std::collections::BTreeSet<Link>) -> bool,
    ) -> bool {
        let collection = self.of_mut(kind);
        let Some(at) = collection.at(id) else { return false };
        let record = &mut collection.records[at];
        let changed = change(&mut record.links);
        if changed {
            record.updated = ctx.now;
        }
        changed
    }

    /// Unlinks two records: all types, or only those named. Removing the unlabelled type removes all.
    pub(crate) fn dissociate(
        &mut self,
        ctx: &Ctx,
        from: (Kind, u64),
        to: (Kind, u64),
        types: Option<&[u32]>,
    ) {
        let plain = self.types.unlabelled(from.0, to.0);
        let all = types.is_none_or(|types| types.iter().any(|t| Some(*t) == plain));
        for id in self.links_between(from, to) {
            if all || types.is_some_and(|types| types.contains(&id)) {
                self.unlink(ctx, from, to, id);
            }
        }
    }

    /// Types by which the first record is linked to the second.
    pub(crate) fn links_between(&self, from: (Kind, u64), to: (Kind, u64)) -> Vec<u32> {
        match self.of(from.0).any(from.1) {
            Some(record) => record
                .links
                .range((to.0, to.1, 0)..=(to.0, to.1, u32::MAX))
                .map(|(_, _, id)| *id)
                .collect(),
            None => Vec::new(),
        }
    }

    /// Live records of a kind that a record is linked to, each with its types, in order of id.
    pub(crate) fn linked(&self, from: (Kind, u64), to: Kind) -> Vec<(u64, Vec<u32>)> {
        let Some(record) = self.of(from.0).any(from.1) else {
            return Vec::new();
        };
        let mut all: Vec<(u64, Vec<u32>)> = Vec::new();
        for (_, id, link_type) in record.links.range((to, 0, 0)..(to + 1, 0, 0)) {
            match all.last_mut() {
                Some((last, types)) if last == id => types.push(*link_type),
                _ => all.push((*id, vec![*link_type])),
            }
        }
        all.retain(|(id, _)| self.of(to).live(*id).is_some());
        all
    }
}
