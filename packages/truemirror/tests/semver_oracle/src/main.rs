//! Reads lines of `req REQUIREMENT<tab>VERSION` or `cmp VERSION<tab>VERSION`, and answers each.

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

fn main() {
    let out = io::stdout();
    for line in io::stdin().lock().lines() {
        let line = line.expect("a line of text");
        let (question, rest) = line.split_once(' ').expect("a question");
        let (one, other) = rest.split_once('\t').expect("two texts");
        let answer = if question == "cmp" { compare(one, other) } else { matches(one, other) };
        writeln!(out.lock(), "{answer}").expect("someone who reads");
        out.lock().flush().expect("someone who reads");
    }
}
