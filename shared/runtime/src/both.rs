//! One Lambda function for HTTP and for events: whoever handles a case and whoever sends what came of it share their
//! code, so they share a function.
//!
//! The two are told apart by their shape, before anything is read of them: an HTTP API of API Gateway (payload 2.0)
//! names the method under `requestContext.http`, no event of a stream or a schedule does.

use std::pin::Pin;
use std::sync::Arc;

use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Service as _};
use lambda_runtime::{Error, LambdaEvent};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

type Answering = Pin<Box<dyn Future<Output = Result<Value, Error>> + Send>>;

/// Serves a router, and beside it an event function, under the Lambda runtime.
///
/// # Errors
/// When the runtime's API cannot be reached.
pub async fn run_both<E, R, F, H>(router: axum::Router, handle: H) -> Result<(), Error>
where
    E: DeserializeOwned + Send + 'static,
    R: Serialize + Send + 'static,
    F: Future<Output = Result<R, Error>> + Send + 'static,
    H: Fn(E) -> F + Send + Sync + 'static,
{
    let handle = Arc::new(handle);
    // Boxed, so that the layout of a function's future does not become part of the runtime's own.
    let serve = move |event: LambdaEvent<Value>| -> Answering {
        if is_http(&event.payload) {
            return Box::pin(answer(router.clone(), event));
        }
        let handle = Arc::clone(&handle);
        Box::pin(async move {
            let event: E = serde_json::from_value(event.payload)?;
            Ok(serde_json::to_value(handle(event).await?)?)
        })
    };
    lambda_runtime::run(lambda_runtime::service_fn(serve)).await
}

/// Whether this is a request that came over HTTP.
fn is_http(payload: &Value) -> bool {
    payload.pointer("/requestContext/http").is_some()
}

async fn answer(router: axum::Router, event: LambdaEvent<Value>) -> Result<Value, Error> {
    let payload: LambdaRequest = serde_json::from_value(event.payload)?;
    let request = LambdaEvent::new(payload, event.context);
    // A router is always ready. The adapter may not be held while waiting: it cannot move between threads.
    let answering = {
        let mut adapter: Adapter<'_, axum::response::Response, axum::Router> = Adapter::from(router);
        adapter.call(request)
    };
    match answering.await {
        Ok(response) => Ok(serde_json::to_value(response)?),
        Err(never) => match never {},
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::post;
    use lambda_runtime::Context;
    use serde_json::json;

    use super::*;

    /// A request as API Gateway hands it over.
    fn request(method: &str, path: &str, body: &str) -> Value {
        json!({
            "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "state=open",
            "headers": {"host": "koe.example.com", "content-type": "text/plain"},
            "requestContext": {
                "accountId": "000000000000", "apiId": "api", "domainName": "koe.example.com", "domainPrefix": "koe",
                "http": {
                    "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "x",
                },
                "requestId": "id", "routeKey": "$default", "stage": "$default",
                "time": "22/Nov/2026:00:00:00 +0000", "timeEpoch": 1_795_305_600_000_u64,
            },
            "body": body, "isBase64Encoded": false,
        })
    }

    #[test]
    fn http_is_told_from_events_by_its_shape() {
        assert!(is_http(&request("GET", "/v1/cases", "")));
        for event in [json!({"Records": []}), json!({"detail-type": "Scheduled Event"}), json!(null), json!([])] {
            assert!(!is_http(&event), "{event}");
        }
    }

    #[tokio::test]
    async fn a_request_passes_through_the_router_and_back() -> Result<(), Error> {
        let router = axum::Router::new().route("/v1/echo", post(async |body: String| format!("said {body}")));
        let event = LambdaEvent::new(request("POST", "/v1/echo", "声"), Context::default());
        let answer = answer(router, event).await?;
        assert_eq!((&answer["statusCode"], &answer["body"]), (&json!(200), &json!("said 声")));
        assert_eq!(answer["isBase64Encoded"], json!(false));
        Ok(())
    }
}
