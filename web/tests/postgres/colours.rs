//! Contrast of the colour tokens, computed from the style sheet by the formula of WCAG 2.2 (1.4.3, 1.4.11).

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../../static/css/tokens.css");

/// The colours of one theme: `light-dark(#light, #dark)` names both.
fn tokens(dark: bool) -> BTreeMap<String, [f64; 3]> {
    TOKENS
        .lines()
        .filter_map(|line| {
            let (name, pair) = line.trim().strip_prefix("--")?.split_once(": light-dark(#")?;
            let (light, second) = pair.split_once(", #")?;
            let hex = if dark { &second[..6] } else { light };
            let part = |at: usize| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
            Some((name.to_owned(), [part(0), part(2), part(4)]))
        })
        .collect()
}

fn luminance([red, green, blue]: [f64; 3]) -> f64 {
    let linear = |part: f64| {
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_and_controls_are_readable_in_light_and_dark() {
    for (theme, dark) in [("light", false), ("dark", true)] {
        let of = tokens(dark);
        let check = |fore: &str, grounds: &[&str], wanted: f64| {
            for ground in grounds {
                let found = contrast(of[fore], of[*ground]);
                assert!(
                    found >= wanted,
                    "{theme}: {fore} on {ground} has {found:.2}, wanted {wanted}"
                );
            }
        };
        let grounds = ["bg", "surface", "sunken"];
        for fore in ["text", "muted", "accent"] {
            check(fore, &grounds, 4.5);
        }
        for tone in ["ok", "warn", "err", "info", "idle"] {
            check(tone, &[&format!("{tone}-soft")], 4.5);
            check(tone, &grounds, 4.5);
        }
        check("on-danger", &["danger", "danger-hover"], 4.5);
        for series in 1..=6 {
            check(&format!("chart-{series}"), &["surface"], 3.0);
        }
        check("on-accent", &["accent", "accent-hover"], 4.5);
        check("text", &["accent-soft"], 4.5);
        check("control", &grounds, 3.0);
        check("focus", &grounds, 3.0);
    }
}
