//! Ids and meeting numbers: what is read is one of the notations of a number, every notation of it is read as the
//! same, and an error is small.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use consentry::directory::Actor;
use consentry::id::{Base64Uuid, MeetingNumber, ParseIdError};
use consentry::{AccountId, AppId, MeetingUuid, ParticipantId, UserId};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Text is read; the first sixteen bytes are a number besides.
pub fn run(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        let read = [
            read_id(text, AccountId::as_u128),
            read_id(text, UserId::as_u128),
            read_id(text, AppId::as_u128),
            read_id(text, MeetingUuid::as_u128),
            read_id(text, ParticipantId::as_u128),
        ];
        assert!(read.iter().all(|number| *number == read[0]), "{text:?}: {read:?}");
        let actor = if text == "system" { Some(Actor::System) } else { text.parse().map(Actor::User).ok() };
        assert_eq!(text.parse().ok(), actor);
        assert_eq!(from_json(text).ok(), actor);
        read_number(text);
    }
    if let Some(bytes) = data.first_chunk::<16>() {
        write_id(u128::from_be_bytes(*bytes));
        write_number(u64::from_be_bytes(*bytes.first_chunk().expect("eight of sixteen")));
    }
}

fn read_id<Id>(text: &str, as_u128: fn(Id) -> u128) -> Option<u128>
where
    Id: Copy + Debug + Display + PartialEq + FromStr<Err = ParseIdError> + DeserializeOwned + Serialize,
{
    let parsed = text.parse::<Id>();
    assert_eq!(from_json::<Id>(text).ok(), parsed.clone().ok(), "{text:?}");
    match parsed {
        Ok(id) => {
            let [base64url, base64, hyphens, hex] = notations(as_u128(id));
            let is_hex = [hyphens, hex].contains(&text.to_ascii_lowercase());
            assert!(is_hex || [base64url.as_str(), base64.as_str()].contains(&text), "{text:?}: {id}");
            assert_eq!(id.to_string(), base64url);
            assert_eq!(id.to_string().parse(), Ok(id));
            Some(as_u128(id))
        }
        Err(error) => {
            assert_is_small(&error.to_string());
            None
        }
    }
}

fn write_id(number: u128) {
    let id = MeetingUuid::from(number);
    for notation in notations(number) {
        assert_eq!(notation.parse(), Ok(id));
        assert_eq!(notation.to_ascii_uppercase().parse() == Ok(id), {
            notation.len() > 24 || notation == notation.to_ascii_uppercase()
        });
    }
    let [base64url, base64, ..] = notations(number);
    assert_eq!(id.to_string(), base64url);
    let padded: Base64Uuid = id.to_base64();
    assert_eq!((padded.as_str(), padded.to_string()), (base64.as_str(), base64.clone()));
    assert_eq!(MeetingUuid::from(id.to_bytes()), id);
}

/// The notations of an id: 22 base64url characters, 24 base64 characters, and hexadecimal with and without hyphens.
fn notations(number: u128) -> [String; 4] {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digit = |place: u32| {
        let bits = if place < 21 { number >> (122 - 6 * place) } else { number << 4 };
        char::from(DIGITS[(bits & 63) as usize])
    };
    let base64url: String = (0..22).map(digit).collect();
    let base64 = format!("{}==", base64url.replace('-', "+").replace('_', "/"));
    let hex = format!("{number:032x}");
    let hyphens = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-");
    [base64url, base64, hyphens, hex]
}

fn read_number(text: &str) {
    let parsed = text.parse::<MeetingNumber>();
    assert_eq!(from_json::<MeetingNumber>(text).ok(), parsed.clone().ok(), "{text:?}");
    let digits = text.parse::<u64>().ok().filter(|digits| digits.to_string() == text);
    assert_eq!(parsed.clone().ok(), digits.map(MeetingNumber::from), "{text:?}");
    if parsed.is_err() {
        let hidden = "x".repeat(text.chars().count()).parse::<MeetingNumber>();
        assert_eq!(parsed, hidden, "an error reveals no more than the length");
    }
}

fn write_number(digits: u64) {
    let (number, text) = (MeetingNumber::from(digits), digits.to_string());
    assert_eq!(number.reveal().to_string(), text);
    assert_eq!(text.parse(), Ok(number));
    for shown in [number.to_string(), format!("{number:?}"), format!("{number:#?}")] {
        assert!(!shown.contains(&text), "{shown}");
        assert!(shown.chars().filter(char::is_ascii_digit).count() <= 2, "{shown}");
    }
}

fn from_json<T: DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    serde_json::from_value(text.into())
}

fn assert_is_small(error: &str) {
    assert!(error.len() < 1_000 && !error.contains(char::is_control), "{error:?}");
}
