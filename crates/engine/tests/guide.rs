//! The guide to the settings is made from the settings themselves, so it can't fall behind them.

use std::{env, fmt::Write as _, fs, path::Path};

use domain::{Kind, flow::FlowKind};
use engine::settings::{self, Setting};

const GUIDE: &str = "../../docs/guides/settings.md";

#[test]
fn the_guide_shows_every_setting() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(GUIDE);
    let wanted = guide();
    if env::var_os("UPDATE_GUIDE").is_some() {
        fs::write(&path, &wanted).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        found, wanted,
        "renew it with: UPDATE_GUIDE=1 cargo test -p engine --test guide"
    );
}

fn guide() -> String {
    let mut text = String::from(
        "# Settings of flows\n\n\
         What can be chosen for each kind of flow, under `[flows.NAME.settings]` of the workspace file or on the flow's \
         page.\nWhat is not chosen has its default. A setting that does not exist is refused by name.\n",
    );
    for kind in FlowKind::ALL {
        let _ = write!(
            text,
            "\n## {kind}\n\n| setting | takes | default | meaning |\n|---|---|---|---|\n"
        );
        for setting in settings::declared(kind) {
            let _ = writeln!(text, "{}", row(&setting));
        }
        let tables = settings::tables(kind);
        if !tables.is_empty() {
            text.push_str(
                "\nLook-up tables of its shipped rules, under `[flows.NAME.lookups.TABLE]`; each may be left out.\n\n\
                 | table | keys | meaning |\n|---|---|---|\n",
            );
        }
        for table in tables {
            let _ = writeln!(
                text,
                "| `{}` | {} | {} |",
                table.name,
                table.keys.join("; "),
                table.meaning
            );
        }
    }
    text
}

fn row(setting: &Setting) -> String {
    let takes = match &setting.field.kind {
        Kind::Text => "text".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::Bool => "true, false".to_owned(),
        Kind::Texts => "list of texts".to_owned(),
        Kind::Choice { options } => options
            .iter()
            .map(|option| format!("`{}`", option.value))
            .collect::<Vec<_>>()
            .join(", "),
        other => format!("{other:?}"),
    };
    let default = if setting.default.is_empty() {
        "–".to_owned()
    } else {
        format!("`{}`", setting.default.to_json())
    };
    format!(
        "| `{}` | {takes} | {default} | {} |",
        setting.field.name, setting.field.description
    )
}
