//! What SES itself keeps of an address: the account's suppression list, with those that bounced or complained.
//!
//! Its entries keep the spelling in which they came, and are found by that spelling alone (SES developer guide,
//! "Managing tenant suppression list entries"). So the address is named as it was written to, and in lower case as well.

use aws_sdk_sesv2::config::Builder;
use aws_sdk_sesv2::config::retry::RetryConfig;
use aws_sdk_sesv2::error::SdkError;
use koe_domain::EmailAddress;

use crate::error::SendError;
use crate::ses::{Mailer, read};

/// Whether SES had an entry about an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgotten {
    /// There was one; it is gone.
    Removed,
    /// There was none. After a try without an answer it may have been removed then.
    None,
}

impl Mailer {
    /// Takes an address out of SES's suppression list: `DeleteSuppressedDestination`, once for each spelling. To call
    /// this again does no harm, whatever came of it before.
    ///
    /// # Errors
    /// [`SendError`], read as when a mail is sent; here `Unknown` means that the entry may be there yet.
    pub async fn forget(&self, address: &EmailAddress) -> Result<Forgotten, SendError> {
        let mut forgotten = Forgotten::None;
        for spelling in spellings(address) {
            let answer = self
                .client
                .delete_suppressed_destination()
                .email_address(spelling)
                .customize()
                .config_override(Builder::new().retry_config(RetryConfig::disabled()))
                .send()
                .await;
            match answer {
                Ok(_) => forgotten = Forgotten::Removed,
                Err(SdkError::ServiceError(refused)) if refused.err().is_not_found_exception() => {}
                Err(error) => return Err(read(&error, true)),
            }
        }
        Ok(forgotten)
    }
}

fn spellings(address: &EmailAddress) -> Vec<String> {
    let mut spellings = vec![address.deliverable(), address.normalised()];
    spellings.dedup();
    spellings
}

#[cfg(test)]
mod tests {
    use std::error::Error;
    use std::io::{self, BufRead as _, BufReader, Write as _};
    use std::net::TcpListener;
    use std::thread::{self, JoinHandle};

    use aws_sdk_sesv2::config::{BehaviorVersion, Config, Credentials, Region};

    use super::*;

    type Outcome = Result<(), Box<dyn Error>>;

    /// A mailer whose far end gives these answers (status, type of error), and in the end the lines that asked for them.
    fn answering(
        answers: &'static [(&'static str, &'static str)],
    ) -> io::Result<(Mailer, JoinHandle<io::Result<Vec<String>>>)> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("ap-northeast-1"))
            .credentials_provider(Credentials::new("a", "b", None, None, "test"))
            .endpoint_url(format!("http://{}", listener.local_addr()?));
        let server = thread::spawn(move || {
            let mut asked = Vec::new();
            for (status, kind) in answers {
                let (mut connection, _) = listener.accept()?;
                let mut reader = BufReader::new(connection.try_clone()?);
                let mut first = String::new();
                reader.read_line(&mut first)?;
                let mut line = String::new();
                while reader.read_line(&mut line)? > 2 {
                    line.clear();
                }
                let head = "content-type: application/json\r\ncontent-length: 2\r\nconnection: close";
                write!(connection, "HTTP/1.1 {status}\r\nx-amzn-errortype: {kind}\r\n{head}\r\n\r\n{{}}")?;
                asked.push(first.trim().to_owned());
            }
            Ok(asked)
        });
        Ok((Mailer::new(aws_sdk_sesv2::Client::from_conf(config.build()), None), server))
    }

    async fn forget(
        address: &str,
        answers: &'static [(&'static str, &'static str)],
    ) -> Result<(Result<Forgotten, SendError>, Vec<String>), Box<dyn Error>> {
        let (mailer, server) = answering(answers)?;
        let forgotten = mailer.forget(&EmailAddress::parse(address)?).await;
        Ok((forgotten, server.join().map_err(|_| "the far end failed")??))
    }

    const MISSING: (&str, &str) = ("404 Not Found", "NotFoundException");

    #[tokio::test]
    async fn an_entry_is_removed_in_whatever_spelling_it_stands() -> Outcome {
        let (forgotten, asked) = forget("hanako@example.jp", &[("200 OK", "")]).await?;
        assert_eq!(forgotten, Ok(Forgotten::Removed));
        assert_eq!(asked, ["DELETE /v2/email/suppression/addresses/hanako%40example.jp HTTP/1.1"]);
        for answers in [&[MISSING, ("200 OK", "")], &[("200 OK", ""), MISSING]] {
            let (forgotten, asked) = forget("Hanako@Example.jp", answers).await?;
            assert_eq!((forgotten, asked.len()), (Ok(Forgotten::Removed), 2));
            assert!(
                asked[0].contains("/Hanako%40example.jp ") && asked[1].contains("/hanako%40example.jp "),
                "{asked:?}"
            );
        }
        Ok(())
    }

    #[tokio::test]
    async fn no_entry_is_told_from_a_failure_and_nothing_is_tried_twice() -> Outcome {
        let failed = |code: &str| Err(SendError::Unknown { code: code.to_owned() });
        let refused = SendError::Misconfigured { code: "AccessDeniedException".to_owned() };
        assert_eq!(forget("hanako@example.jp", &[MISSING]).await?.0, Ok(Forgotten::None));
        let told = forget("hanako@example.jp", &[("500 Internal Server Error", "InternalFailure")]).await?;
        assert_eq!((told.0, told.1.len()), (failed("InternalFailure"), 1));
        let told = forget("hanako@example.jp", &[("429 Too Many Requests", "TooManyRequestsException")]).await?;
        assert_eq!((told.0, told.1.len()), (Err(SendError::Throttled), 1));
        let told = forget("hanako@example.jp", &[("403 Forbidden", "AccessDeniedException")]).await?;
        assert_eq!(told.0, Err(refused));
        // A far end that does not know the operation has not said that there is no entry.
        let told = forget("hanako@example.jp", &[("404 Not Found", "")]).await?;
        assert!(matches!(told.0, Err(SendError::Misconfigured { .. })), "{:?}", told.0);
        Ok(())
    }
}
