//! Who imports whom, read from `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// The packages of the workspace, each with the workspace packages and outside crates that it depends on to be built.
fn packages() -> BTreeMap<String, (String, BTreeSet<String>)> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline", "--manifest-path", manifest])
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| {
            let name = package["name"].as_str().unwrap().to_owned();
            let path = package["manifest_path"].as_str().unwrap();
            let folder = path.rsplit('/').nth(2).unwrap().to_owned();
            let dependencies = package["dependencies"].as_array().unwrap().iter();
            let built = dependencies.filter(|dependency| dependency["kind"].is_null());
            (name, (folder, built.map(|d| d["name"].as_str().unwrap().to_owned()).collect()))
        })
        .collect()
}

#[test]
fn the_rooms_import_each_other_as_designed() {
    let packages = packages();
    let functions: BTreeSet<&String> =
        packages.iter().filter(|(_, (folder, _))| folder == "functions").map(|(name, _)| name).collect();
    assert!(functions.len() >= 11, "{functions:?}");
    for (name, (folder, uses)) in &packages {
        for used in uses {
            let fine = match (name.as_str(), used.as_str()) {
                (_, "koe-domain") => name != "koe-domain",
                ("koe-store", "koe-privacy") | ("koe-web", "koe-privacy" | "koe-store") => true,
                ("koe-runtime", "koe-mail" | "koe-privacy" | "koe-store") => true,
                (_, "koe-privacy" | "koe-store" | "koe-mail" | "koe-web") => folder != "shared",
                // `main.rs` alone uses it, which the next test sees to.
                (_, "koe-runtime") => folder == "functions" || name == "koe-local",
                (_, "koe-local") => name == "koe-tests",
                ("koe-local", function) if functions.contains(&function.to_owned()) => true,
                (_, function) if functions.contains(&function.to_owned()) => false,
                (_, "aws-sdk-dynamodb") => matches!(name.as_str(), "koe-store" | "koe-runtime"),
                (_, "aws-sdk-sesv2") => matches!(name.as_str(), "koe-mail" | "koe-runtime"),
                _ => true,
            };
            assert!(fine, "{name} must not import {used}");
        }
    }
}

#[test]
fn only_a_main_starts_a_process() {
    let functions = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../functions");
    let mut looked = 0;
    for file in rust_files(&functions) {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        // `koe-admin` is a process of its own, beside the function.
        let admin = file.to_str().unwrap().contains("define-survey/src/admin");
        let started = file.to_str().unwrap().contains("/bin/") || name == "main.rs" || admin;
        looked += 1;
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(started || !text.contains("koe_runtime::"), "{}", file.display());
    }
    assert!(looked > 20);
}

fn rust_files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}
