//! What the button or the mail program sends.
//!
//! A mail program sends `multipart/form-data` (SHOULD) or a URL-encoded form (MAY; RFC 8058, section 3.1), a browser
//! the latter. Of both, as much is read as two short fields need. Rejected: a crate for multipart bodies, which is made
//! for streams of files.

use utoipa::ToSchema;

/// Most bytes of a body.
pub(crate) const LIMIT: usize = 16 * 1024;

const URL_ENCODED: &str = "application/x-www-form-urlencoded";

/// What was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Press {
    /// No more mails.
    Stop,
    /// Mails again.
    TakeBack,
}

/// The fields that count; one of them is expected.
#[derive(ToSchema)]
pub(crate) struct PressForm {
    /// `One-Click` stops the mails (RFC 8058, section 3.1).
    #[schema(rename = "List-Unsubscribe")]
    list_unsubscribe: Option<String>,
    /// `resubscribe` takes that back.
    action: Option<String>,
}

impl PressForm {
    /// Reads a body; `None` where it is of another kind. A body whose type is not said is read as a URL-encoded form:
    /// an objection is not turned away for a missing header.
    pub(crate) fn read(content_type: Option<&str>, body: &[u8]) -> Option<Self> {
        let content_type = content_type.unwrap_or(URL_ENCODED);
        let (media, parameters) = content_type.split_once(';').unwrap_or((content_type, ""));
        let fields: Vec<(String, String)> = match media.trim().to_ascii_lowercase().as_str() {
            URL_ENCODED => form_urlencoded::parse(body).map(|(k, v)| (k.into_owned(), v.into_owned())).collect(),
            "multipart/form-data" => {
                let boundary = parameter(parameters, "boundary").filter(|boundary| !boundary.is_empty())?;
                multipart(&String::from_utf8_lossy(body), boundary)
            }
            _ => return None,
        };
        let first = |wanted: &str| {
            let found = fields.iter().find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.trim().to_owned())
        };
        Some(Self { list_unsubscribe: first("List-Unsubscribe"), action: first("action") })
    }

    /// What was pressed; `None` where it is neither of the two, or both in one.
    pub(crate) fn press(&self) -> Option<Press> {
        match (self.list_unsubscribe.as_deref(), self.action.as_deref()) {
            (Some("One-Click"), None) => Some(Press::Stop),
            (None, Some("resubscribe")) => Some(Press::TakeBack),
            _ => None,
        }
    }
}

/// The fields of a multipart body (RFC 7578; delimiters as in RFC 2046, section 5.1.1). A part without a name is left
/// out.
fn multipart(body: &str, boundary: &str) -> Vec<(String, String)> {
    let body = body.replace("\r\n", "\n");
    let delimiter = format!("--{boundary}");
    body.split(delimiter.as_str())
        .skip(1)
        .take_while(|part| !part.starts_with("--"))
        .filter_map(|part| {
            let (_, part) = part.split_once('\n')?;
            let (head, value) = part.split_once("\n\n")?;
            Some((field_name(head)?.to_owned(), value.to_owned()))
        })
        .collect()
}

fn field_name(head: &str) -> Option<&str> {
    head.lines().find_map(|line| {
        let (header, value) = line.split_once(':')?;
        let (_, parameters) = value.split_once(';')?;
        if header.trim().eq_ignore_ascii_case("content-disposition") { parameter(parameters, "name") } else { None }
    })
}

fn parameter<'a>(parameters: &'a str, wanted: &str) -> Option<&'a str> {
    parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case(wanted).then(|| value.trim().trim_matches('"'))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn press(content_type: &str, body: &str) -> Option<Press> {
        PressForm::read(Some(content_type), body.as_bytes())?.press()
    }

    fn parts(boundary: &str, fields: &[(&str, &str)]) -> String {
        let part = |(name, value): &(&str, &str)| {
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        fields.iter().map(part).collect::<String>() + &format!("--{boundary}--\r\n")
    }

    #[test]
    fn both_encodings_of_one_click_stop_the_mails() {
        let multipart = parts("--x9", &[("List-Unsubscribe", "One-Click")]);
        for (content_type, body) in [
            ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"),
            ("Application/X-WWW-Form-URLEncoded; charset=utf-8", "other=1&List-Unsubscribe=One-Click\r\n"),
            ("multipart/form-data; boundary=--x9", multipart.as_str()),
            ("Multipart/Form-Data; charset=utf-8; Boundary=\"--x9\"", multipart.as_str()),
        ] {
            assert_eq!(press(content_type, body), Some(Press::Stop), "{content_type}");
        }
        assert_eq!(PressForm::read(None, b"List-Unsubscribe=One-Click").and_then(|f| f.press()), Some(Press::Stop));
    }

    #[test]
    fn the_other_button_takes_it_back_in_both_encodings() {
        assert_eq!(press(URL_ENCODED, "action=resubscribe"), Some(Press::TakeBack));
        let body = parts("b", &[("lang", "ja"), ("action", "resubscribe")]);
        assert_eq!(press("multipart/form-data; boundary=b", &body), Some(Press::TakeBack));
    }

    #[test]
    fn a_multipart_body_may_have_a_preamble_other_headers_and_bare_line_ends() {
        let body = "preamble\n--b  \nContent-Type: text/plain\nCONTENT-DISPOSITION: form-data; name=List-Unsubscribe\n\
                    \nOne-Click\n--b--\nepilogue";
        assert_eq!(press("multipart/form-data; boundary=b", body), Some(Press::Stop));
    }

    #[test]
    fn anything_else_presses_nothing() {
        let file = parts("b", &[("file\"; filename=\"List-Unsubscribe", "One-Click")]);
        let after_the_end = format!("--b--\r\n{}", parts("b", &[("List-Unsubscribe", "One-Click")]));
        for (content_type, body) in [
            (URL_ENCODED, ""),
            (URL_ENCODED, "List-Unsubscribe=one-click"),
            (URL_ENCODED, "List-Unsubscribe=One-Click&action=resubscribe"),
            (URL_ENCODED, "action=unsubscribe"),
            ("application/json", r#"{"List-Unsubscribe":"One-Click"}"#),
            ("multipart/form-data", "--\r\nContent-Disposition: form-data; name=\"action\"\r\n\r\nresubscribe\r\n--"),
            ("multipart/form-data; boundary=\"\"", "--\n\n"),
            ("multipart/form-data; boundary=b", file.as_str()),
            ("multipart/form-data; boundary=b", after_the_end.as_str()),
        ] {
            assert_eq!(press(content_type, body), None, "{content_type} {body}");
        }
    }

    proptest! {
        #[test]
        fn any_boundary_that_is_allowed_is_understood(boundary in "[0-9A-Za-z'()+_,./:=?-]{1,70}") {
            let body = parts(&boundary, &[("List-Unsubscribe", "One-Click")]);
            let content_type = format!("multipart/form-data; boundary=\"{boundary}\"");
            prop_assert_eq!(press(&content_type, &body), Some(Press::Stop));
        }

        #[test]
        fn no_body_is_too_odd_to_be_read(
            content_type in "(multipart/form-data; boundary=)?\\PC{0,20}",
            body in proptest::collection::vec(any::<u8>(), 0..200),
        ) {
            let _ = PressForm::read(Some(&content_type), &body);
        }
    }
}
