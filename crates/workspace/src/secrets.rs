//! Secrets stand in the file as `${NAME}` and come from the environment when it is applied, so that the file
//! itself can be shown and kept under version control.

/// Replaces each `${NAME}` by what `look_up` gives for it. `$${` stands for `${` itself.
///
/// # Errors
/// A sentence naming the variable that is not set, or the place that is not closed.
pub fn fill_in(text: &str, look_up: impl Fn(&str) -> Option<String>) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        if rest[..at].ends_with('$') {
            out.push_str(&rest[..at - 1]);
            out.push_str("${");
            rest = &rest[at + 2..];
            continue;
        }
        out.push_str(&rest[..at]);
        let inside = &rest[at + 2..];
        let end = inside
            .find('}')
            .ok_or_else(|| format!("\"{text}\" begins ${{ but has no closing brace"))?;
        let name = &inside[..end];
        out.push_str(&look_up(name).ok_or_else(|| format!("the environment variable {name} is not set"))?);
        rest = &inside[end + 1..];
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, wanted: Result<&str, &str>) {
        let found = fill_in(text, |name| (name == "TOKEN").then(|| "pat-1".to_owned()));
        assert_eq!(found.as_deref().map_err(String::as_str), wanted);
    }

    #[test]
    fn secrets_come_from_the_environment() {
        check("${TOKEN}", Ok("pat-1"));
        check("Bearer ${TOKEN}!", Ok("Bearer pat-1!"));
        check("$${TOKEN} costs $5", Ok("${TOKEN} costs $5"));
        check("${OTHER}", Err("the environment variable OTHER is not set"));
        check("${TOKEN", Err("\"${TOKEN\" begins ${ but has no closing brace"));
    }
}
