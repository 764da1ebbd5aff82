//! The OpenAPI document that the stack serves is the one that its routers make.

use koe_local::house::House;
use koe_local::settings::LocalSettings;
use koe_tests::Outcome;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/web/assets/openapi.json");

/// With `UPDATE_OPENAPI` set, writes the document instead: `UPDATE_OPENAPI=1 cargo test -p koe-tests openapi`.
#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a person asks for it on the command line")]
async fn the_document_is_generated_from_the_code() -> Outcome {
    let house = House::build(&LocalSettings::bare()).await?;
    let document = serde_json::to_string_pretty(&house.openapi())? + "\n";
    if std::env::vars_os().any(|(name, _)| name == "UPDATE_OPENAPI") {
        std::fs::write(FILE, &document)?;
        return Ok(());
    }
    let kept = std::fs::read_to_string(FILE)?;
    assert!(kept == document, "shared/web/assets/openapi.json is not what the code makes; see this test's comment");
    Ok(())
}
