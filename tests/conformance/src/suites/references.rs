//! image-reference: what names an image.

use dockerfile::wildcard_match;
use image::{Digest, NameParts, Reference, ReferenceError};
use serde_json::Value;

use crate::case::{Case, Json, expects_error};
use crate::verdict::Verdict;

pub(crate) fn run(case: &Case) -> Verdict {
    let (input, expected) = (&case.input, &case.expected);
    let text = input.text("ref");
    match case.kind.as_str() {
        "parse" => match NameParts::split(&text).and_then(checked) {
            Ok(parts) => fields(
                expected,
                &[
                    ("repository", name(&parts)),
                    ("domain", parts.domain.unwrap_or_default().to_string()),
                    ("tag", parts.tag.unwrap_or_default().to_string()),
                    ("digest", parts.digest.unwrap_or_default().to_string()),
                ],
            ),
            Err(error) => refused(expected, &error.to_string()),
        },
        "with_name" => with_name(&input.text("name"), expected),
        "with_tag" | "with_digest" => with(input, expected),
        "parse_named" => parse_named(&text, expected),
        "normalized" => {
            Verdict::equal(expected.is_true("valid"), text.parse::<Reference>().is_ok())
        }
        "any" => any(&text, expected),
        "repo_info" | "split" | "familiar_match" | "docker_ref" => {
            match text.parse::<Reference>() {
                Ok(reference) => of_reference(case, &reference),
                Err(error) => refused(expected, &error.to_string()),
            }
        }
        other => Verdict::cannot_run(other),
    }
}

/// What a normal reference says.
fn of_reference(case: &Case, reference: &Reference) -> Verdict {
    let expected = &case.expected;
    match case.kind.as_str() {
        "repo_info" => fields(
            expected,
            &[
                ("FamiliarName", reference.familiar_name()),
                ("FullName", reference.name()),
                ("Domain", reference.domain().to_string()),
                ("RemoteName", reference.path().to_string()),
            ],
        ),
        "split" => fields(
            expected,
            &[("domain", reference.domain().to_string()), ("path", reference.path().to_string())],
        ),
        "docker_ref" => fields(expected, &[("string", reference.clone().pinned().to_string())]),
        _ => {
            let pattern = case.input.text("pattern");
            let names = [reference.familiar(), reference.familiar_name()];
            let fits: Result<Vec<bool>, _> =
                names.iter().map(|it| wildcard_match(&pattern, it)).collect();
            match fits {
                Ok(fits) => Verdict::equal(expected.is_true("match"), fits.contains(&true)),
                Err(error) => refused(expected, &error.to_string()),
            }
        }
    }
}

/// The grammar takes any digest; only known algorithms count.
fn checked(parts: NameParts<'_>) -> Result<NameParts<'_>, ReferenceError> {
    let Some(digest) = parts.digest else { return Ok(parts) };
    format!("a@{digest}").parse::<Reference>().map(|_| parts)
}

fn name(parts: &NameParts) -> String {
    parts.domain.map(|it| format!("{it}/")).unwrap_or_default() + parts.path
}

fn with_name(text: &str, expected: &Value) -> Verdict {
    match NameParts::split(text) {
        Ok(NameParts { tag: None, digest: None, .. }) if !expects_error(expected) => {
            Verdict::Passed
        }
        Err(error @ ReferenceError::TooLong) => refused(expected, &error.to_string()),
        Ok(_) | Err(_) => refused(expected, &ReferenceError::Format.to_string()),
    }
}

/// A name with a tag, a digest or both.
fn with(input: &Value, expected: &Value) -> Verdict {
    let part = |key: &str, mark: &str| match input.text(key) {
        it if it.is_empty() => it,
        it => format!("{mark}{it}"),
    };
    let text = format!("{}{}{}", input.text("name"), part("tag", ":"), part("digest", "@"));
    match NameParts::split(&text) {
        Ok(_) => fields(expected, &[("combined", text.clone())]),
        Err(error) => refused(expected, &error.to_string()),
    }
}

/// A name must be written in full.
fn parse_named(text: &str, expected: &Value) -> Verdict {
    match text.parse::<Reference>() {
        Ok(reference) if reference.to_string() == text => {
            fields(expected, &[("domain", reference.domain().to_string())])
        }
        Ok(_) => refused(expected, "repository name must be canonical"),
        Err(error) => refused(expected, &error.to_string()),
    }
}

/// A reference, an ID or a digest.
fn any(text: &str, expected: &Value) -> Verdict {
    let id = text.parse::<Digest>().or_else(|_| format!("sha256:{text}").parse());
    let (string, familiar, is_digest) = match (id, text.parse::<Reference>()) {
        (Ok(id), _) => (id.to_string(), id.to_string(), true),
        (Err(_), Ok(reference)) => (reference.to_string(), reference.familiar(), false),
        (Err(_), Err(error)) => return refused(expected, &error.to_string()),
    };
    if expected["is_digest"].is_boolean() && expected["is_digest"] != is_digest {
        return Verdict::check(false, expected, is_digest);
    }
    fields(expected, &[("string", string), ("familiar", familiar)])
}

/// Compares the fields that the case names.
fn fields(expected: &Value, got: &[(&str, String)]) -> Verdict {
    let holds = |(key, value): &(&str, String)| {
        expected[*key].is_null() || expected[*key] == value.as_str()
    };
    Verdict::check(!expects_error(expected) && got.iter().all(holds), expected, got)
}

/// Compares the words of an error, if the case has them.
fn refused(expected: &Value, got: &str) -> Verdict {
    let same_words = expected["error_text"].is_null() || expected["error_text"] == got;
    Verdict::check(
        (expects_error(expected) || expected["valid"] == false) && same_words,
        expected,
        got,
    )
}
