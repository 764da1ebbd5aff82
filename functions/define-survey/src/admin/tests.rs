use super::*;

fn parse(line: &str) -> Result<Command, UsageError> {
    Command::parse(line.split_whitespace().map(str::to_owned))
}

#[test]
fn the_commands_are_those_of_the_usage() {
    assert_eq!(parse("init"), Ok(Command::Init));
    let scopes = BTreeSet::from([Scope::Issue, Scope::Links]);
    assert_eq!(parse("key shop issue,links"), Ok(Command::Key { name: "shop".to_owned(), scopes }));
    assert_eq!(parse("--help"), Ok(Command::Help));
    assert_eq!(parse("rotate master"), Ok(Command::Rotate(RingKind::Master)));
    assert_eq!(parse("rewrap"), Ok(Command::Rewrap));
    assert_eq!(parse("retire links 3"), Ok(Command::Retire(RingKind::Links, 3)));
    for bad in [
        "",
        "start",
        "init now",
        "key",
        "key shop",
        "key shop everything",
        "key shop issue,",
        "key shop , x",
        "rotate",
        "rotate pepper",
        "rewrap all",
        "retire master",
        "retire master 300",
    ] {
        assert!(parse(bad).is_err(), "{bad}");
    }
    for scope in Scope::ALL {
        assert!(USAGE.contains(scope.as_str()), "{}", scope.as_str());
    }
}

#[test]
fn only_an_empty_secret_is_filled() {
    for empty in ["", " ", "{}", " { }\n"] {
        assert!(is_empty(empty), "{empty}");
    }
    for filled in ["{\"current\":1}", "[]", "text", "null"] {
        assert!(!is_empty(filled), "{filled}");
    }
}

#[test]
fn every_secret_reads_what_fills_it_and_nothing_else() {
    let made = GeneratedSecrets::generate(&koe_runtime::OsRandom);
    for secret in &SECRETS {
        for other in &SECRETS {
            let fits = (secret.reads)((other.fresh)(&made));
            assert_eq!(fits, secret.setting == other.setting, "{} of {}", other.setting, secret.setting);
        }
    }
}
