//! Answers lines of a question, a space, and two texts with a tab between them:
//! `req REQUIREMENT VERSION`, `cmp VERSION VERSION`, `cfg PLATFORM TARGET`, the target as its triple
//! and what holds for it, with semicolons between.

use cargo_platform::{Cfg, Platform};
use semver::{Version, VersionReq};
use std::io::{self, BufRead, Write};

fn matches(requirement: &str, version: &str) -> &'static str {
    match (VersionReq::parse(requirement), Version::parse(version)) {
        (Err(_), Err(_)) => "bad both",
        (Err(_), _) => "bad requirement",
        (_, Err(_)) => "bad version",
        (Ok(wanted), Ok(had)) if wanted.matches(&had) => "yes",
        _ => "no",
    }
}

fn compare(one: &str, other: &str) -> &'static str {
    match (Version::parse(one), Version::parse(other)) {
        (Ok(one), Ok(other)) => match one.cmp_precedence(&other) {
            std::cmp::Ordering::Less => "less",
            std::cmp::Ordering::Equal => "equal",
            std::cmp::Ordering::Greater => "greater",
        },
        _ => "bad",
    }
}

fn holds(platform: &str, target: &str) -> &'static str {
    let mut parts = target.split(';');
    let triple = parts.next().expect("a triple");
    let facts: Vec<Cfg> = parts.map(|part| part.parse().expect("a fact")).collect();
    match platform.parse::<Platform>() {
        Err(_) => "bad",
        Ok(platform) if platform.matches(triple, &facts) => "yes",
        _ => "no",
    }
}

fn main() {
    let out = io::stdout();
    for line in io::stdin().lock().lines() {
        let line = line.expect("a line of text");
        let (question, rest) = line.split_once(' ').expect("a question");
        let (one, other) = rest.split_once('\t').expect("two texts");
        let answer = match question {
            "cmp" => compare(one, other),
            "cfg" => holds(one, other),
            _ => matches(one, other),
        };
        writeln!(out.lock(), "{answer}").expect("someone who reads");
        out.lock().flush().expect("someone who reads");
    }
}
