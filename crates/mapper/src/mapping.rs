//! A mapping as people write it: an ordered list of rules, as TOML or JSON.

use serde::{Deserialize, Serialize};

/// The rules that make a destination document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// In the order in which they are evaluated; written as `[[rule]]`.
    #[serde(
        default,
        rename = "rule",
        alias = "rules",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub rules: Vec<Rule>,
}

/// One rule. It is of one of three kinds:
///
/// - with `from`: one field gets one value;
/// - with `each` and nested rules: a list gets an item for every item of a source list;
/// - with `append = true` and nested rules: a list gets one item (shipping costs as an order line).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Rule {
    /// What the rule is called in differences, journal and messages, if not by `to`. Needed when two rules
    /// write to the same place.
    pub id: Option<String>,
    /// The destination field, as a dotted path.
    pub to: String,
    /// The expression that gives the value; empty in list rules.
    pub from: String,
    /// Over which list a list rule goes.
    pub each: Option<Each>,
    /// Whether the nested rules make one further item of the list `to`.
    pub append: bool,
    /// The rule (or, with `each`, the item) is left out where this expression is not true.
    pub when: Option<String>,
    /// Whether the rule applies when the record is created.
    pub on_create: bool,
    /// Whether the rule applies when the record is updated: the update checkbox.
    pub on_update: bool,
    /// Whether an empty value is sent on create, too; on update it always is, so that fields can be cleared.
    pub keep_empty: bool,
    /// The rules for the parts of an item.
    pub rules: Vec<Rule>,
}

/// Over which list a rule goes, and what its items are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Each {
    /// The expression that gives the list.
    pub list: String,
    /// The name under which nested rules see the item; `as` in the text.
    pub name: String,
}

/// The name of an item if `as` is left out.
const ITEM: &str = "item";

impl Rule {
    /// A rule that gives a field the value of an expression.
    pub fn value(to: impl Into<String>, from: impl Into<String>) -> Self {
        Self {
            id: None,
            to: to.into(),
            from: from.into(),
            each: None,
            append: false,
            when: None,
            on_create: true,
            on_update: true,
            keep_empty: false,
            rules: Vec::new(),
        }
    }

    /// A rule that gives a list an item for each item of another.
    pub fn each(
        to: impl Into<String>,
        list: impl Into<String>,
        name: impl Into<String>,
        rules: Vec<Self>,
    ) -> Self {
        Self {
            each: Some(Each {
                list: list.into(),
                name: name.into(),
            }),
            rules,
            ..Self::value(to, "")
        }
    }

    /// A rule that gives a list one item.
    pub fn item(to: impl Into<String>, rules: Vec<Self>) -> Self {
        Self {
            append: true,
            rules,
            ..Self::value(to, "")
        }
    }

    /// What the rule is called among its siblings: its `id`, else its `to`.
    #[must_use]
    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or(&self.to)
    }

    /// Whether the rule makes items of a list.
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.each.is_some() || self.append
    }
}

impl Mapping {
    /// Reads a mapping from TOML.
    ///
    /// # Errors
    /// What is wrong and in which line: an unknown key, a rule without `to`, a rule that is of no kind or of two.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The mapping as TOML.
    ///
    /// # Errors
    /// None that a mapping can cause; the writer's signature has them.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string_pretty(self)
    }

    /// Every rule with its full id (`line_items.price`), list rules before their parts.
    #[must_use]
    pub fn by_id(&self) -> Vec<(String, &Rule)> {
        let mut all = Vec::new();
        gather(&self.rules, "", &mut all);
        all
    }
}

fn gather<'m>(rules: &'m [Rule], above: &str, all: &mut Vec<(String, &'m Rule)>) {
    for rule in rules {
        let id = full_id(above, rule.id());
        all.push((id.clone(), rule));
        gather(&rule.rules, &id, all);
    }
}

/// The id of a rule below another.
pub(crate) fn full_id(above: &str, id: &str) -> String {
    if above.is_empty() {
        id.to_owned()
    } else {
        format!("{above}.{id}")
    }
}

/// A rule's keys as they stand in the text.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    to: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    each: Option<String>,
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "is_no")]
    append: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    when: Option<String>,
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    on_create: bool,
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    on_update: bool,
    #[serde(default, skip_serializing_if = "is_no")]
    keep_empty: bool,
    #[serde(default, alias = "rule", skip_serializing_if = "Vec::is_empty")]
    rules: Vec<Rule>,
}

fn yes() -> bool {
    true
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde calls it so
fn is_yes(flag: &bool) -> bool {
    *flag
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde calls it so
fn is_no(flag: &bool) -> bool {
    !*flag
}

impl TryFrom<Written> for Rule {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let to = &written.to;
        if to.trim().is_empty() {
            return Err("a rule needs a destination field: to = \"…\"".to_owned());
        }
        let is_list = written.each.is_some() || written.append;
        let problem = match (&written.from, is_list) {
            (None, false) if written.rules.is_empty() => Some("needs an expression: from = \"…\""),
            (None, false) => Some(
                "has nested rules, so it needs each = \"…\" (an item for each) or append = true (one item)",
            ),
            (Some(_), true) => {
                Some("makes items of a list, so it takes no \"from\"; write it in its nested rules")
            }
            (Some(_), false) if !written.rules.is_empty() => {
                Some("has a \"from\", so it takes no nested rules")
            }
            (None, true) if written.rules.is_empty() => {
                Some("makes items of a list, so it needs nested rules")
            }
            _ if written.each.is_some() && written.append => {
                Some("takes either \"each\" or \"append\", not both")
            }
            _ if written.name.is_some() && written.each.is_none() => Some("has \"as\" without \"each\""),
            _ => None,
        };
        if let Some(problem) = problem {
            return Err(format!("the rule for \"{to}\" {problem}"));
        }
        let name = written.name;
        Ok(Self {
            id: written.id,
            to: written.to,
            from: written.from.unwrap_or_default(),
            each: written.each.map(|list| Each {
                list,
                name: name.unwrap_or_else(|| ITEM.to_owned()),
            }),
            append: written.append,
            when: written.when,
            on_create: written.on_create,
            on_update: written.on_update,
            keep_empty: written.keep_empty,
            rules: written.rules,
        })
    }
}

impl From<Rule> for Written {
    fn from(rule: Rule) -> Self {
        let is_list = rule.is_list();
        let (each, name) = rule
            .each
            .map_or((None, None), |each| (Some(each.list), Some(each.name)));
        Self {
            id: rule.id,
            to: rule.to,
            from: (!is_list).then_some(rule.from),
            each,
            name,
            append: rule.append,
            when: rule.when,
            on_create: rule.on_create,
            on_update: rule.on_update,
            keep_empty: rule.keep_empty,
            rules: rule.rules,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
        [[rule]]
        to = "properties.dealname"
        from = "order.number"
        on_update = false

        [[rule]]
        to = "line_items"
        each = "order.lines"
        as = "line"

          [[rule.rules]]
          to = "price"
          from = "line.unit_price_excl"

        [[rule]]
        id = "shipping"
        to = "line_items"
        append = true
        when = "order.shipping.price_excl | default(0) > 0"
        rules = [{ to = "price", from = "order.shipping.price_excl" }]
    "#;

    #[test]
    fn a_mapping_reads_the_same_after_writing() {
        let mapping = Mapping::from_toml(TEXT).unwrap();
        assert!(!mapping.rules[0].on_update && mapping.rules[1].on_update);
        let ids: Vec<String> = mapping.by_id().into_iter().map(|(id, _)| id).collect();
        assert_eq!(
            ids,
            [
                "properties.dealname",
                "line_items",
                "line_items.price",
                "shipping",
                "shipping.price"
            ]
        );
        assert_eq!(Mapping::from_toml(&mapping.to_toml().unwrap()).unwrap(), mapping);
        let json = serde_json::to_string(&mapping).unwrap();
        assert_eq!(serde_json::from_str::<Mapping>(&json).unwrap(), mapping);
    }

    #[track_caller]
    fn refuses(text: &str, wanted: &str) {
        let message = Mapping::from_toml(text).unwrap_err().to_string();
        assert!(message.contains(wanted), "{message}");
    }

    #[test]
    fn a_rule_of_no_kind_or_of_two_is_refused() {
        refuses("[[rule]]\nto = 'a'", "the rule for \"a\" needs an expression");
        refuses("[[rule]]\nto = 'a'\neach = 'order.lines'", "needs nested rules");
        refuses(
            "[[rule]]\nto = 'a'\nfrom = 'x'\nappend = true",
            "takes no \"from\"",
        );
        refuses("[[rule]]\nfrom = 'x'", "missing field `to`");
        refuses("[[rule]]\nto = 'a'\nfrm = 'x'", "unknown field `frm`");
        refuses("[[rule]]\nto = ' '\nfrom = 'x'", "needs a destination field");
    }
}
