//! A running process: clients, clock, randomness and secrets, and how it serves Lambda.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use koe_domain::link::LinkKeys;
use koe_domain::{Clock, Random};
use koe_mail::Mailer;
use koe_privacy::sign::SigningKeys;
use koe_privacy::{Keyring, MasterKeys, Pepper, ReloadError};
use koe_store::{Store, TableNames};
use lambda_runtime::LambdaEvent;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tracing_subscriber::EnvFilter;

use crate::secrets::{SecretError, link_keys, master_keys, pepper, signing_keys};
use crate::settings::{Environment, MissingSetting};
use crate::system::{OsRandom, SystemClock};

/// Why a process could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting is missing.
    #[error(transparent)]
    Setting(#[from] MissingSetting),
    /// A secret cannot be read.
    #[error(transparent)]
    Secret(#[from] SecretError),
}

/// A process in AWS.
#[derive(Clone, Debug)]
pub struct Process {
    /// The environment.
    pub environment: Environment,
    config: SdkConfig,
    mail: SdkConfig,
    tables: TableNames,
}

impl Process {
    /// Starts tracing and reads region and credentials.
    pub async fn start() -> Self {
        let environment = Environment;
        let filter = EnvFilter::new(environment.optional("KOE_LOG").unwrap_or_else(|| "info".to_owned()));
        let _ = tracing_subscriber::fmt().json().with_env_filter(filter).without_time().with_ansi(false).try_init();
        let config = aws_config::defaults(BehaviorVersion::latest()).timeout_config(timeouts()).load().await;
        Self { environment, mail: config.clone(), config, tables: environment.tables() }
    }

    /// A process whose tables and mail service are reached at these addresses of the same machine.
    #[must_use]
    pub fn at(dynamodb: &str, ses: &str, tables: TableNames) -> Self {
        let config = |endpoint: &str| {
            SdkConfig::builder()
                .behavior_version(BehaviorVersion::latest())
                .region(Region::from_static("local"))
                .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
                    "local", "local", None, None, "local",
                )))
                .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
                .timeout_config(timeouts())
                .endpoint_url(endpoint)
                .build()
        };
        Self { environment: Environment, config: config(dynamodb), mail: config(ses), tables }
    }

    /// The tables.
    #[must_use]
    pub fn store(&self) -> Store {
        Store::new(aws_sdk_dynamodb::Client::new(&self.config), self.tables.clone())
    }

    /// The mail service.
    #[must_use]
    pub fn mailer(&self) -> Mailer {
        let client = aws_sdk_sesv2::Client::new(&self.mail);
        Mailer::new(client, self.environment.optional("KOE_CONFIGURATION_SET"))
    }

    /// The system's clock.
    #[must_use]
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::new(SystemClock)
    }

    /// The system's randomness.
    #[must_use]
    pub fn random(&self) -> Arc<dyn Random> {
        Arc::new(OsRandom)
    }

    /// The address under which pages and links are reached, without a slash at its end.
    ///
    /// # Errors
    /// When it is not set.
    pub fn base_url(&self) -> Result<String, StartError> {
        Ok(self.environment.required("KOE_BASE_URL")?.trim_end_matches('/').to_owned())
    }

    /// Link and nonce keys.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn link_keys(&self) -> Result<Keyring<LinkKeys>, StartError> {
        self.keyring("KOE_LINK_SECRET", link_keys).await
    }

    /// Master keys.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn master_keys(&self) -> Result<Keyring<MasterKeys>, StartError> {
        self.keyring("KOE_MASTER_SECRET", master_keys).await
    }

    /// Signing keys.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn signing_keys(&self) -> Result<Keyring<SigningKeys>, StartError> {
        self.keyring("KOE_SIGNING_SECRET", signing_keys).await
    }

    /// The pepper.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn pepper(&self) -> Result<Pepper, StartError> {
        let client = aws_sdk_secretsmanager::Client::new(&self.config);
        let id = self.environment.required("KOE_PEPPER_SECRET")?;
        Ok(pepper(&secret(&client, &id, "KOE_PEPPER_SECRET").await?)?)
    }

    async fn keyring<K: Send + Sync + 'static>(
        &self,
        setting: &'static str,
        parse: fn(&str) -> Result<K, SecretError>,
    ) -> Result<Keyring<K>, StartError> {
        let client = aws_sdk_secretsmanager::Client::new(&self.config);
        let id = self.environment.required(setting)?;
        let keys = parse(&secret(&client, &id, setting).await?)?;
        Ok(Keyring::new(keys, move || {
            let (client, id) = (client.clone(), id.clone());
            async move {
                let json = secret(&client, &id, setting).await.map_err(|_| ReloadError)?;
                parse(&json).map_err(|_| ReloadError)
            }
        }))
    }

    /// Writes the value of the secret that `setting` names.
    ///
    /// # Errors
    /// When the secret store refuses.
    pub async fn put_secret(&self, setting: &'static str, value: &str) -> Result<(), StartError> {
        let client = aws_sdk_secretsmanager::Client::new(&self.config);
        let id = self.environment.required(setting)?;
        let put = client.put_secret_value().secret_id(id).secret_string(value).send().await;
        put.map(|_| ()).map_err(|_| SecretError::Unreadable(setting).into())
    }

    /// The present value of the secret that `setting` names.
    ///
    /// # Errors
    /// When the secret store refuses.
    pub async fn read_secret(&self, setting: &'static str) -> Result<String, StartError> {
        let client = aws_sdk_secretsmanager::Client::new(&self.config);
        let id = self.environment.required(setting)?;
        Ok(secret(&client, &id, setting).await?)
    }
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(1))
        .operation_attempt_timeout(Duration::from_secs(3))
        .operation_timeout(Duration::from_secs(8))
        .build()
}

async fn secret(
    client: &aws_sdk_secretsmanager::Client,
    id: &str,
    setting: &'static str,
) -> Result<String, SecretError> {
    let got = client.get_secret_value().secret_id(id).send().await.map_err(|_| SecretError::Unreadable(setting))?;
    got.secret_string.ok_or(SecretError::Unreadable(setting))
}

/// Serves a router under the Lambda runtime.
///
/// # Errors
/// When the runtime's API cannot be reached.
pub async fn run_http(router: axum::Router) -> Result<(), lambda_runtime::Error> {
    lambda_http::run(router).await
}

/// Serves an event function under the Lambda runtime.
///
/// # Errors
/// When the runtime's API cannot be reached.
pub async fn run_events<E, R, F, H>(handle: H) -> Result<(), lambda_runtime::Error>
where
    E: DeserializeOwned + Send + 'static,
    R: Serialize + Send + 'static,
    F: Future<Output = Result<R, lambda_runtime::Error>> + Send + 'static,
    H: Fn(E) -> F + Send + Sync + 'static,
{
    // Boxed, so that the layout of a function's future does not become part of the runtime's own.
    let boxed = |event: LambdaEvent<E>| -> Pin<Box<dyn Future<Output = Result<R, lambda_runtime::Error>> + Send>> {
        Box::pin(handle(event.payload))
    };
    lambda_runtime::run(lambda_runtime::service_fn(boxed)).await
}
