//! The feature `serde`: the types ask the schema, and nothing else is lost on the way.

use dlm_export_manifest::{parse, v3, validate};
use serde_json::{Value, json};

fn document() -> Value {
    serde_json::from_str(include_str!("data/ollama-v3.json")).unwrap()
}

fn refused(document: Value) -> String {
    let read: Result<v3::ExportManifest, _> = serde_json::from_value(document);
    read.unwrap_err().to_string()
}

#[test]
fn a_manifest_is_read_and_written_as_it_is() {
    let manifest: v3::ExportManifest = serde_json::from_value(document()).unwrap();
    assert_eq!(serde_json::to_value(&manifest).unwrap(), document());
    let bytes = manifest.to_canonical_bytes().unwrap();
    assert_eq!(bytes, include_bytes!("data/ollama-v3.json"));
    assert!(parse(&bytes).is_ok());
}

#[test]
fn findings_are_written_for_programs() {
    let report = validate(b"[]");
    let expected = json!([{
        "code": "version/not-an-object",
        "pointer": "",
        "message": "expected an object, found an array of 0 entries",
        "expected": "\"object\"",
        "observed": "\"an array of 0 entries\"",
        "severity": "error",
    }]);
    assert_eq!(serde_json::to_value(report.findings).unwrap(), expected);
}

#[test]
fn an_absent_member_is_not_null() {
    let mut document = document();
    document["ollama_name"] = Value::Null;
    let read: v3::ExportManifest = serde_json::from_value(document.clone()).unwrap();
    assert_eq!(read.ollama_name, None);
    document.as_object_mut().unwrap().remove("ollama_name");
    assert_eq!(refused(document), "missing field `ollama_name`");
}

#[test]
fn every_type_refuses_what_the_schema_rejects() {
    for (member, value, message) in [
        (
            "quant",
            json!(""),
            "expected at least 1 characters, found 0",
        ),
        ("adapter_version", json!(0), "expected at least 1, found 0"),
        ("schema_version", json!(2), "expected 3, found 2"),
        (
            "target",
            json!("Ollama"),
            "expected one of ollama, llama-server, vllm, mlx-serve; found \"Ollama\"",
        ),
        (
            "target",
            json!({"ollama": null}),
            "invalid type: map, expected a string",
        ),
        (
            "merged",
            json!(1),
            "invalid type: integer `1`, expected a boolean",
        ),
        ("extra", json!(1), "unknown field `extra`"),
    ] {
        let mut document = document();
        document[member] = value;
        let found = refused(document);
        assert!(found.starts_with(message), "{member}: {found}");
    }
    let long = "x".repeat(1_000_000);
    for member in ["quant", "target", "created_by"] {
        let mut document = document();
        document[member] = json!(long);
        assert!(refused(document).len() < 200, "{member}");
    }
    let mut document = document();
    document["artifacts"][0]["path"] = json!("../up");
    assert!(refused(document).starts_with("must be relative, "));
}
