//! What can go wrong between a function and its tables, told apart.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

use crate::table::Table;

/// A failure that no condition explains.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Throttled, or in conflict with other writers, after every retry. Try again shortly.
    #[error("the table is busy ({code})")]
    Busy {
        /// DynamoDB's word for it.
        code: String,
    },
    /// No answer came. A write may have happened; writes are conditional, so trying again is safe.
    #[error("the table does not answer")]
    Unreachable,
    /// A row does not read as what it should be.
    #[error("a {kind} row of table {table} is corrupt: {fault}")]
    Corrupt {
        /// The table.
        table: Table,
        /// The kind of row.
        kind: &'static str,
        /// What does not fit; never a value.
        fault: &'static str,
    },
    /// The request itself was refused: a fault of ours, or a missing permission.
    #[error("the table refused the request ({code})")]
    Refused {
        /// DynamoDB's word for it.
        code: String,
    },
}

impl StoreError {
    /// Whether trying again a little later may help.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        match self {
            Self::Busy { .. } | Self::Unreachable => true,
            Self::Corrupt { .. } | Self::Refused { .. } => false,
        }
    }

    pub(crate) fn of_code(code: &str) -> Self {
        let busy = matches!(
            code,
            "ProvisionedThroughputExceededException"
                | "ProvisionedThroughputExceeded"
                | "ThrottlingException"
                | "ThrottlingError"
                | "RequestLimitExceeded"
                | "TransactionConflict"
                | "TransactionConflictException"
                | "TransactionInProgressException"
                | "LimitExceededException"
                | "InternalServerError"
                | "ServiceUnavailable"
        );
        let code = code.to_owned();
        if busy { Self::Busy { code } } else { Self::Refused { code } }
    }
}

impl<E: ProvideErrorMetadata, R> From<SdkError<E, R>> for StoreError {
    fn from(error: SdkError<E, R>) -> Self {
        match &error {
            SdkError::ServiceError(context) => match context.err().code() {
                Some(code) => Self::of_code(code),
                None => Self::Unreachable,
            },
            SdkError::ConstructionFailure(_) => Self::Refused { code: "ConstructionFailure".to_owned() },
            SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) | SdkError::ResponseError(_) => Self::Unreachable,
            _ => Self::Unreachable,
        }
    }
}
