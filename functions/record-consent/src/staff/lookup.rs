//! `POST /v1/people/lookup`: finds a person by the address or customer number that somebody gives.

use axum::extract::State as Held;
use axum::response::Response;
use koe_domain::{EmailAddress, Faults, Identity, SourceId};
use koe_web::{Caller, Json, Problem, Scope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::{id_of, no_such_person, unkept};
use crate::State;

/// By what a person is found.
#[derive(Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object with email or id")]
pub(crate) struct LookupBody {
    /// An e-mail address. Not beside `id`.
    email: Option<String>,
    /// A customer number: the one given as `to.id` to `POST /v1/invitations`, or that of the shop named by `source`.
    /// Not beside `email`.
    #[validate(length(min = 1, max = 128, message = "1 to 128 characters are expected"))]
    id: Option<String>,
    /// The source that knows the customer by this number; the callers of the API where it is left out.
    source: Option<String>,
}

impl LookupBody {
    fn identity(&self) -> Result<Identity, Faults> {
        let at = |pointer: &'static str| {
            move |inner: Faults| {
                let mut faults = Faults::new();
                faults.nest(pointer, inner);
                faults
            }
        };
        match (&self.email, &self.id, &self.source) {
            (Some(email), None, None) => EmailAddress::parse(email).map(Identity::Email).map_err(at("/email")),
            (None, Some(id), source) => {
                let source = SourceId::parse(source.as_deref().unwrap_or("api")).map_err(at("/source"))?;
                Ok(Identity::ShopCustomer { source, id: id.clone() })
            }
            (Some(_), None, Some(_)) => Err(Faults::one("/source", "is expected beside id only")),
            (Some(_), Some(_), _) | (None, None, _) => Err(Faults::one("", "either email or id is expected")),
        }
    }
}

/// A person who is held.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonFound {
    /// The person's id: it names nobody outside this stack.
    person: String,
}

/// Finds a person who is held and was not erased. It says nothing of them, so that nothing is written down yet.
#[utoipa::path(post, path = "/v1/people/lookup", operation_id = "look_up_person", tag = "privacy",
    request_body = LookupBody,
    responses(
        (status = 200, description = "held", body = PersonFound),
        (status = 400, description = "unreadable", body = Problem),
        (status = 401, description = "no API key of this stack", body = Problem),
        (status = 403, description = "the scope `privacy` is needed", body = Problem),
        (status = 404, description = "nobody of this address or number is held", body = Problem),
        (status = 413, description = "over 1 MiB", body = Problem),
        (status = 415, description = "not JSON in UTF-8", body = Problem),
        (status = 422, description = "every fault named", body = Problem),
        (status = 503, description = "the table did not answer", body = Problem)))]
pub(crate) async fn look_up(
    Held(state): Held<State>,
    caller: Caller,
    Json(body): Json<LookupBody>,
) -> Result<Response, Problem> {
    caller.require(Scope::Privacy)?;
    let person = state.pepper.person(&body.identity()?);
    let profile = state.store.profile(person).await?.filter(|profile| profile.tombstone.is_none());
    if profile.is_none() {
        return Err(no_such_person());
    }
    Ok(unkept(PersonFound { person: id_of(&state, person).await? }))
}

#[cfg(test)]
mod tests {
    use koe_web::extract::from_json;

    use super::*;

    fn read(body: &str) -> Result<Result<Identity, Vec<String>>, Problem> {
        let places = |faults: Faults| faults.into_iter().map(|fault| fault.pointer).collect();
        Ok(from_json::<LookupBody>(body.as_bytes())?.identity().map_err(places))
    }

    #[test]
    fn a_person_is_found_by_one_of_two_things() -> Result<(), Problem> {
        let number = |source: &str| -> Result<Identity, Faults> {
            Ok(Identity::ShopCustomer { source: SourceId::parse(source)?, id: "7".to_owned() })
        };
        assert!(read(r#"{"id": "7"}"#)? == Ok(number("api")?));
        assert!(read(r#"{"id": "7", "source": "shop"}"#)? == Ok(number("shop")?));
        assert!(matches!(read(r#"{"email": "hanako@example.jp"}"#)?, Ok(Identity::Email(_))));
        Ok(())
    }

    #[test]
    fn every_fault_has_its_place() -> Result<(), Problem> {
        for (body, place) in [
            ("{}", ""),
            (r#"{"email": "nobody"}"#, "/email"),
            (r#"{"email": "a@example.com", "id": "7"}"#, ""),
            (r#"{"email": "a@example.com", "source": "shop"}"#, "/source"),
            (r#"{"id": "7", "source": "Shop"}"#, "/source"),
        ] {
            assert_eq!(read(body)?.err(), Some(vec![place.to_owned()]), "{body}");
        }
        assert!(read(r#"{"name": "Hanako"}"#).is_err());
        Ok(())
    }
}
