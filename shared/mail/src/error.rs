//! What became of a mail that SES did not simply take.
//!
//! Two questions matter: did it leave for certain, or for certain not; and would the same mail be taken later. SES
//! answers by error code and by the text of the message, so both are read (SES developer guide, "Errors related to the
//! sending quotas for your account"). Its texts name addresses: none is kept.

/// Why a mail was not taken. Every variant but [`Unknown`](Self::Unknown) means that it was certainly not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Too many in this second. Slow down, then send it.
    #[error("SES was sent more mails a second than it takes")]
    Throttled,
    /// The quota of 24 hours is spent. Send it, and all others, an hour later.
    #[error("the daily quota of mails is spent")]
    QuotaSpent,
    /// The account or the configuration set may not send at the moment. Send it later.
    #[error("SES does not let this account send at the moment ({code})")]
    Paused {
        /// SES's name of the error.
        code: String,
    },
    /// This mail will never be taken.
    #[error("the mail was refused ({code})")]
    Refused {
        /// SES's name of the error, or `Subject`, `Header` or `Tag` where it was not even offered.
        code: String,
    },
    /// Domain, configuration set or permissions are not set up as they must be. Send it when they are.
    #[error("sending is not set up as it must be ({code})")]
    Misconfigured {
        /// SES's name of the error.
        code: String,
    },
    /// It may have been sent. Never send it again: an event of SES may tell later.
    #[error("it is not known whether the mail was sent ({code})")]
    Unknown {
        /// SES's name of the error, or what happened to the connection.
        code: String,
    },
    /// It never left this process: no credentials, no connection, or no request could be made of it.
    #[error("the mail never left")]
    NotSent,
}

impl SendError {
    /// The name of the error, for logs and histories: letters and digits only, nothing personal.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Throttled => "Throttled",
            Self::QuotaSpent => "QuotaSpent",
            Self::NotSent => "NotSent",
            Self::Paused { code } | Self::Refused { code } | Self::Misconfigured { code } | Self::Unknown { code } => {
                code
            }
        }
    }
}

/// Reads an answer of SES that is no success: the error's code, its text, the status.
pub(crate) fn classify(code: Option<&str>, message: &str, status: Option<u16>) -> SendError {
    let code = readable(code, status);
    let message = message.to_ascii_lowercase();
    if message.contains("daily") && message.contains("quota") {
        return SendError::QuotaSpent;
    }
    if message.contains("maximum sending rate") {
        return SendError::Throttled;
    }
    match code.as_str() {
        "TooManyRequestsException"
        | "LimitExceededException"
        | "Throttling"
        | "ThrottledException"
        | "ThrottlingException"
        | "RequestThrottled"
        | "RequestThrottledException" => SendError::Throttled,
        "AccountSuspendedException" | "SendingPausedException" => SendError::Paused { code },
        "MessageRejected" if message.contains("sending paused") => SendError::Paused { code },
        // An account in the sandbox answers so while an address is not verified.
        "MessageRejected" if message.contains("not verified") => SendError::Misconfigured { code },
        "MessageRejected" | "BadRequestException" => SendError::Refused { code },
        "MailFromDomainNotVerifiedException"
        | "NotFoundException"
        | "AccessDenied"
        | "AccessDeniedException"
        | "ExpiredTokenException"
        | "IncompleteSignature"
        | "InvalidClientTokenId"
        | "InvalidSignatureException"
        | "NotAuthorized"
        | "OptInRequired"
        | "RequestExpired"
        | "SignatureDoesNotMatch"
        | "UnrecognizedClientException" => SendError::Misconfigured { code },
        "RequestAbortedException" | "RequestTimeoutException" => SendError::Unknown { code },
        _ => by_status(code, status),
    }
}

/// An answer whose code says nothing: only a status of 4xx says that SES did nothing, and 408 not even that.
fn by_status(code: String, status: Option<u16>) -> SendError {
    match status {
        Some(429) => SendError::Throttled,
        Some(401 | 403 | 404) => SendError::Misconfigured { code },
        Some(408) => SendError::Unknown { code },
        Some(400..=499) => SendError::Refused { code },
        _ => SendError::Unknown { code },
    }
}

/// The code where it is one, else the status: what comes over the wire is not printed unseen.
fn readable(code: Option<&str>, status: Option<u16>) -> String {
    let code = code.filter(|code| (1..=64).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric()));
    match (code, status) {
        (Some(code), _) => code.to_owned(),
        (None, Some(status)) => format!("Http{status}"),
        (None, None) => "Unreadable".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_and_a_quota_are_told_apart_by_the_text() {
        for code in ["TooManyRequestsException", "ThrottlingException", "Throttling", "LimitExceededException"] {
            assert_eq!(classify(Some(code), "Maximum sending rate exceeded.", Some(429)), SendError::Throttled);
            assert_eq!(classify(Some(code), "Daily message quota exceeded.", Some(429)), SendError::QuotaSpent);
            assert_eq!(classify(Some(code), "", Some(400)), SendError::Throttled);
        }
        assert_eq!(classify(Some("AnythingElse"), "Daily message quota exceeded", Some(454)), SendError::QuotaSpent);
        assert_eq!(classify(None, "", Some(429)), SendError::Throttled);
    }

    #[test]
    fn a_definite_no_says_whether_later_helps() {
        let named = |code: &str| code.to_owned();
        for code in ["AccountSuspendedException", "SendingPausedException"] {
            assert_eq!(classify(Some(code), "", Some(400)), SendError::Paused { code: named(code) });
        }
        for code in ["MessageRejected", "BadRequestException", "ValidationError"] {
            assert_eq!(classify(Some(code), "", Some(400)), SendError::Refused { code: named(code) });
        }
        for code in ["MailFromDomainNotVerifiedException", "NotFoundException", "AccessDeniedException"] {
            assert_eq!(classify(Some(code), "", Some(400)), SendError::Misconfigured { code: named(code) });
        }
        let sandbox = "Email address is not verified: hanako@example.jp";
        let told = classify(Some("MessageRejected"), sandbox, Some(400));
        assert_eq!(told, SendError::Misconfigured { code: named("MessageRejected") });
        assert!(!format!("{told} {told:?}").contains("hanako"));
        assert_eq!(classify(None, "", Some(403)), SendError::Misconfigured { code: named("Http403") });
        assert_eq!(classify(None, "", Some(413)), SendError::Refused { code: named("Http413") });
    }

    #[test]
    fn whatever_may_have_been_sent_is_unknown() {
        for status in [Some(200), Some(302), Some(408), Some(500), Some(503), None] {
            let told = classify(None, "", status);
            assert!(matches!(told, SendError::Unknown { .. }), "{status:?} {told:?}");
        }
        let told = classify(Some("InternalFailure"), "", Some(500));
        assert_eq!(told, SendError::Unknown { code: "InternalFailure".to_owned() });
        let told = classify(Some("RequestAbortedException"), "", Some(400));
        assert_eq!(told, SendError::Unknown { code: "RequestAbortedException".to_owned() });
    }

    #[test]
    fn a_code_that_is_none_is_not_repeated() {
        let told = classify(Some("hanako@example.jp"), "", Some(500));
        assert_eq!(told.code(), "Http500");
    }
}
