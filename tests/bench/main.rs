//! The figures of `make bench`: one file a scenario, each in a world of real processes of its own.
//!
//! A missed target is told, never an error: the bench ends with 1 only when something could not be measured.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench talks to who started it"
)]

mod bulk;
mod cpu;
mod full;
mod hooks;
mod latency;
mod limited;
mod pages;
mod report;
mod size;

use std::{fs, path::Path, process::ExitCode};

use anyhow::Result;

use report::Report;

const LATEST: &str = "var/bench/latest.json";
const SCENARIOS: [&str; 6] = ["bulk", "limited", "latency", "hooks", "full", "pages"];
/// What `make load` takes: fairness, webhooks, memory.
const LOAD: [&str; 2] = ["latency", "hooks"];

#[tokio::main]
async fn main() -> ExitCode {
    let Some(chosen) = chosen() else {
        eprintln!("usage: bench [--only load|{}]", SCENARIOS.join("|"));
        return ExitCode::from(2);
    };
    let machine = machine();
    println!("{machine}");
    let mut report = Report::default();
    let mut is_whole = true;
    for name in chosen {
        println!("\n{name}");
        if let Err(error) = measure(name, &mut report).await {
            eprintln!("{name} could not be measured: {error:#}");
            is_whole = false;
        }
    }
    report.print(&machine);
    if let Err(error) = report.write(Path::new(LATEST), &machine) {
        eprintln!("{LATEST} could not be written: {error:#}");
        is_whole = false;
    }
    if is_whole {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn chosen() -> Option<Vec<&'static str>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [] => Some(SCENARIOS.to_vec()),
        ["--only", "load"] => Some(LOAD.to_vec()),
        ["--only", name] => SCENARIOS
            .iter()
            .find(|known| *known == name)
            .map(|known| vec![*known]),
        _ => None,
    }
}

async fn measure(name: &str, report: &mut Report) -> Result<()> {
    match name {
        "bulk" => bulk::measure(report).await,
        "limited" => limited::measure(report).await,
        "latency" => latency::measure(report).await,
        "hooks" => hooks::measure(report).await,
        "full" => full::measure(report).await,
        _ => pages::measure(report).await,
    }
}

/// Cores, memory and processor, since figures mean nothing without.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let of = |file: &str, name: &str| {
        fs::read_to_string(file)
            .unwrap_or_default()
            .lines()
            .find_map(|line| {
                Some(
                    line.strip_prefix(name)?
                        .trim_start_matches([' ', '\t', ':'])
                        .to_owned(),
                )
            })
            .unwrap_or_default()
    };
    let memory: u64 = of("/proc/meminfo", "MemTotal")
        .split_whitespace()
        .next()
        .and_then(|kb| kb.parse().ok())
        .unwrap_or_default();
    format!(
        "{cores} cores, {} GB, {}",
        memory / 1_000_000,
        of("/proc/cpuinfo", "model name")
    )
}
