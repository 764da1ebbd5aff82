//! What `SendEmail` takes, and the rules that SES documents for it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Refused;
use crate::inbox::{Letter, bare};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendEmail {
    #[serde(default)]
    from_email_address: String,
    #[serde(default)]
    destination: Destination,
    #[serde(default)]
    reply_to_addresses: Vec<String>,
    content: EmailContent,
    #[serde(default)]
    email_tags: Vec<Pair>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Destination {
    to_addresses: Vec<String>,
    cc_addresses: Vec<String>,
    bcc_addresses: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EmailContent {
    simple: Option<Message>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Message {
    subject: Content,
    body: MessageBody,
    #[serde(default)]
    headers: Vec<Pair>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MessageBody {
    text: Option<Content>,
    html: Option<Content>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Content {
    data: String,
    charset: Option<String>,
}

/// A header field or a tag.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Pair {
    name: String,
    value: String,
}

/// Reads a request and holds it against the rules.
pub(super) fn read(body: &[u8]) -> Result<Letter, Refused> {
    let request: SendEmail = serde_json::from_slice(body).map_err(|_| Refused::Unreadable)?;
    let Destination { to_addresses, cc_addresses, bcc_addresses } = request.destination;
    let to = [to_addresses, cc_addresses, bcc_addresses].concat();
    check((1..=50).contains(&to.len()), "1 to 50 recipients are expected")?;
    address(&request.from_email_address)?;
    to.iter().chain(&request.reply_to_addresses).try_for_each(|text| address(text))?;
    for tag in &request.email_tags {
        check(is_tag(&tag.name) && is_tag(&tag.value), "Tags are 1 to 256 letters, digits, underscores and hyphens")?;
    }
    let message = request.content.simple.ok_or_else(|| bad("Only simple content is sent from this machine"))?;
    let subject = read_content(message.subject)?;
    check((1..=998).contains(&subject.chars().count()), "A subject of 1 to 998 characters is expected")?;
    check(!subject.contains(char::is_control), "A subject holds no control characters")?;
    let MessageBody { text, html } = message.body;
    check(text.is_some() || html.is_some(), "A body is expected")?;
    let part = |part: Option<Content>| part.map(read_content).transpose().map(Option::unwrap_or_default);
    let mut headers = read_headers(message.headers)?;
    if !request.reply_to_addresses.is_empty() {
        headers.insert("Reply-To".to_owned(), request.reply_to_addresses.join(", "));
    }
    Ok(Letter {
        to: to.join(", "),
        from: request.from_email_address,
        subject,
        text: part(text)?,
        html: part(html)?,
        headers,
        tags: request.email_tags.into_iter().map(|tag| (tag.name, tag.value)).collect(),
    })
}

fn bad(message: &str) -> Refused {
    Refused::BadRequest(message.to_owned())
}

fn check(fine: bool, message: &str) -> Result<(), Refused> {
    if fine { Ok(()) } else { Err(bad(message)) }
}

/// An address, with or without a name. SES takes ASCII alone: names are written as encoded words, domains in Punycode
/// (SES API v2, `SendEmail`, `FromEmailAddress`).
fn address(text: &str) -> Result<(), Refused> {
    check(!text.is_empty() && text.len() <= 320, "An address of 1 to 320 characters is expected")?;
    check(text.is_ascii() && !text.contains(|c: char| c.is_ascii_control()), "An address holds printable ASCII only")?;
    let (local, domain) = bare(text).rsplit_once('@').ok_or_else(|| bad("Missing final '@domain'"))?;
    let plain = |c: char| c.is_ascii_graphic() && !"<>()[],;:\\\"@".contains(c);
    check(!local.is_empty() && local.chars().all(plain), "The local part of an address is not valid")?;
    let label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    check(domain.split('.').all(label), "The domain of an address is not valid")
}

/// A text. Without a character set it is 7-bit ASCII (SES API v2, `Content`).
fn read_content(content: Content) -> Result<String, Refused> {
    check(content.charset.is_some() || content.data.is_ascii(), "Text beyond ASCII needs a character set")?;
    Ok(content.data)
}

/// At most 15 header fields; names of 1 to 126 characters, values of 1 to 995, 996 together (SES API v2, `MessageHeader`).
fn read_headers(pairs: Vec<Pair>) -> Result<BTreeMap<String, String>, Refused> {
    check(pairs.len() <= 15, "At most 15 headers are expected")?;
    let mut headers = BTreeMap::new();
    for Pair { name, value } in pairs {
        let is_name = name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':');
        check(is_name && (1..=126).contains(&name.len()), "The name of a header is not valid")?;
        let is_value = value.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        check(is_value && (1..=995).contains(&value.len()), "The value of a header is not valid")?;
        check(name.len() + value.len() <= 996, "A header is longer than 996 characters")?;
        headers.insert(name, value);
    }
    Ok(headers)
}

fn is_tag(text: &str) -> bool {
    (1..=256).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn with(pointer: &str, value: Value) -> Result<Letter, Refused> {
        let mut request = json!({
            "FromEmailAddress": "shop@example.com",
            "Destination": {"ToAddresses": ["a@example.com"]},
            "ReplyToAddresses": [],
            "Content": {"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Hi"}}, "Headers": []}},
            "EmailTags": [],
        });
        if let Some(place) = request.pointer_mut(pointer) {
            *place = value;
        }
        read(request.to_string().as_bytes())
    }

    #[test]
    fn what_ses_refuses_is_refused() {
        let header = |name: &str, value: &str| json!([{"Name": name, "Value": value}]);
        for (pointer, value) in [
            ("/FromEmailAddress", json!("")),
            ("/FromEmailAddress", json!("こえ <shop@example.com>")),
            ("/Destination", json!({})),
            ("/Destination/ToAddresses", json!(vec!["a@example.com"; 51])),
            ("/Destination/ToAddresses/0", json!("nobody")),
            ("/Destination/ToAddresses/0", json!("花@example.com")),
            ("/Destination/ToAddresses/0", json!("a@example.com\r\nBcc: b@example.com")),
            ("/Destination/ToAddresses/0", json!("a@example.com, b@example.com")),
            ("/ReplyToAddresses", json!(["a@"])),
            ("/Content", json!({"Raw": {"Data": "eA=="}})),
            ("/Content/Simple/Subject", json!({"Data": ""})),
            ("/Content/Simple/Subject", json!({"Data": "注文"})),
            ("/Content/Simple/Subject", json!({"Data": "a\r\nBcc: b@example.com"})),
            ("/Content/Simple/Body", json!({})),
            ("/Content/Simple/Headers", header("X:Y", "z")),
            ("/Content/Simple/Headers", header("", "z")),
            ("/Content/Simple/Headers", header("X", "")),
            ("/Content/Simple/Headers", header("X", "a\nb")),
            ("/Content/Simple/Headers", header("X", "あ")),
            ("/Content/Simple/Headers", header("XX", &"a".repeat(995))),
            ("/Content/Simple/Headers", json!(vec![json!({"Name": "X", "Value": "y"}); 16])),
            ("/EmailTags", json!([{"Name": "a b", "Value": "c"}])),
            ("/EmailTags", json!([{"Name": "a", "Value": "c@d"}])),
        ] {
            let refused = matches!(with(pointer, value.clone()), Err(Refused::BadRequest(_)));
            assert!(refused, "{pointer} {value}");
        }
        assert!(matches!(read(b"{"), Err(Refused::Unreadable)));
    }

    #[test]
    fn what_ses_takes_is_taken() {
        for (pointer, value) in [
            ("/FromEmailAddress", json!("=?UTF-8?B?44GT44GI?= <shop@example.com>")),
            ("/Destination/ToAddresses/0", json!("a..b.@docomo.example.jp")),
            ("/Content/Simple/Subject", json!({"Data": "注文", "Charset": "UTF-8"})),
            ("/Content/Simple/Headers", json!([{"Name": "X", "Value": "a".repeat(995)}])),
        ] {
            assert!(with(pointer, value.clone()).is_ok(), "{pointer} {value}");
        }
    }
}
