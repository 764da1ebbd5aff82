//! What a killed process leaves behind: nothing acknowledged is lost, and nothing is there twice.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use koe_tests::{Answer, Outcome, after_purchase, organisation};
use reqwest::Client;
use serde_json::{Value, json};

type Fault = Box<dyn std::error::Error>;

const KEY: &str = "koe_0123456789abcdef_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ";

/// A running `koe-local` of its own; killed with the test at the latest.
struct Process {
    child: Child,
    address: String,
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Process {
    async fn start(folder: &Path, port: u16, client: &Client) -> Result<Self, Fault> {
        let child = Command::new(env!("CARGO_BIN_EXE_koe-local-to-kill"))
            .env("KOE_DATA", folder)
            .env("KOE_PORT", port.to_string())
            .env("KOE_API_KEY", KEY)
            .env("KOE_EXAMPLE", "false")
            .stdout(Stdio::null())
            .spawn()?;
        let process = Self { child, address: format!("http://127.0.0.1:{port}") };
        for _ in 0..300 {
            if client.get(format!("{}/v1/organisation", process.address)).bearer_auth(KEY).send().await.is_ok() {
                return Ok(process);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err("koe-local did not start".into())
    }

    async fn call(&self, client: &Client, method: reqwest::Method, path: &str, body: &Value) -> Result<Value, Fault> {
        let request = client.request(method, format!("{}{path}", self.address)).bearer_auth(KEY).json(body);
        Answer::of(request).await?.ok()
    }
}

/// A port that was free a moment ago.
fn free_port() -> Result<u16, Fault> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

#[tokio::test]
async fn a_kill_in_the_midst_of_two_hundred_answers_loses_none_that_was_acknowledged() -> Outcome {
    let folder = tempfile::tempdir()?;
    let client = Client::builder().timeout(Duration::from_secs(60)).build()?;
    let port = free_port()?;
    let mut process = Process::start(folder.path(), port, &client).await?;
    process.call(&client, reqwest::Method::PUT, "/v1/organisation", &organisation()).await?;
    process.call(&client, reqwest::Method::PUT, "/v1/surveys/after-purchase", &after_purchase()).await?;
    let mut links = Vec::new();
    for number in 0..200 {
        let body = json!({
            "survey": "after-purchase", "to": {"email": format!("person{number}@example.com")}, "send": false,
        });
        let made = process.call(&client, reqwest::Method::POST, "/v1/invitations", &body).await?;
        let link = made["link"].as_str().ok_or("no link")?;
        links.push(link.rsplit('/').next().unwrap_or_default().to_owned());
    }
    let pages: Vec<(String, String)> = futures::stream::iter(&links)
        .map(|link| nonce(&client, &process.address, link))
        .buffer_unordered(20)
        .collect::<Vec<_>>()
        .await
        .into_iter()
        .collect::<Result<_, _>>()?;

    // All at once; the process is killed when eighty were acknowledged.
    let mut answers: FuturesUnordered<_> = pages
        .iter()
        .map(|(link, nonce)| {
            let body = json!({"nonce": nonce, "answers": {"nps": 9, "why": "quick"}, "consents": {"follow_up": true}});
            let request = client.post(format!("{}/s/{link}", process.address)).json(&body);
            async move { (link.clone(), request.send().await.is_ok_and(|answer| answer.status().is_success())) }
        })
        .collect();
    let mut acknowledged = BTreeMap::new();
    while let Some((link, done)) = answers.next().await {
        if done {
            acknowledged.insert(link, ());
        }
        if acknowledged.len() == 80 {
            process.child.kill()?;
        }
    }
    drop(answers);
    drop(process);
    assert!((80..200).contains(&acknowledged.len()), "{} were acknowledged", acknowledged.len());

    // Every acknowledged answer is there; sending each again, as a person who saw an error would, doubles none.
    let process = Process::start(folder.path(), port, &client).await?;
    for link in acknowledged.keys() {
        let shown =
            Answer::of(client.get(format!("{}/s/{link}", process.address)).header("accept", "application/json"));
        assert_eq!(shown.await?.ok()?["answers"], json!({"nps": 9, "why": "quick"}));
    }
    for (link, nonce) in &pages {
        let body = json!({"nonce": nonce, "answers": {"nps": 9, "why": "quick"}, "consents": {"follow_up": true}});
        let again = Answer::of(client.post(format!("{}/s/{link}", process.address)).json(&body)).await?.ok()?;
        assert_eq!(again, json!({"revision": 1}));
    }
    process.call(&client, reqwest::Method::POST, "/_local/clock", &json!({"advance": "PT0S"})).await?;
    let path = "/v1/surveys/after-purchase/summary";
    let summary = Answer::of(client.get(format!("{}{path}", process.address)).bearer_auth(KEY)).await?.ok()?;
    assert_eq!(summary["metrics"]["nps"]["n"], 200, "{summary}");
    let path = "/v1/surveys/after-purchase/recount";
    let recount = Answer::of(client.get(format!("{}{path}", process.address)).bearer_auth(KEY)).await?.ok()?;
    assert_eq!((&recount["matches"], &recount["responses"]), (&json!(true), &json!(200)), "{recount}");
    Ok(())
}

async fn nonce(client: &Client, address: &str, link: &str) -> Result<(String, String), String> {
    let request = client.get(format!("{address}/s/{link}")).header("accept", "application/json");
    let shown = Answer::of(request).await.and_then(Answer::ok).map_err(|error| error.to_string())?;
    Ok((link.to_owned(), shown["nonce"].as_str().unwrap_or_default().to_owned()))
}
