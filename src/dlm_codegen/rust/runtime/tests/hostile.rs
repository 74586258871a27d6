//! Documents of the greatest size, made to cost as much as they can.
//!
//! Each is judged far from the limit of time here, also without optimization; what is quadratic
//! takes hours at these sizes, and recursion without bound ends the process.

use std::fmt::Write;
use std::time::{Duration, Instant};

use dlm_export_manifest::{
    DEFAULT_MAX_FINDINGS, MAX_BYTES, Report, v1, v3, validate, validate_with,
};

const TIME_LIMIT: Duration = Duration::from_secs(300);

fn judge(text: impl AsRef<[u8]>) -> Report {
    assert!(text.as_ref().len() <= MAX_BYTES);
    let start = Instant::now();
    let report = validate(text.as_ref());
    assert!(start.elapsed() < TIME_LIMIT, "{:?}", start.elapsed());
    report
}

fn only_code(report: &Report) -> &'static str {
    let [finding] = report.findings.as_slice() else {
        panic!("{} findings", report.findings.len());
    };
    finding.code.as_str()
}

#[test]
fn nesting_is_bounded() {
    for opening in ["[", "{\"a\":", "[{\"a\":"] {
        let text = opening.repeat(MAX_BYTES / opening.len());
        assert_eq!(only_code(&judge(text)), "encoding/depth");
    }
}

#[test]
fn a_byte_more_than_the_limit_is_not_read() {
    let report = validate(&vec![b' '; MAX_BYTES + 1]);
    assert_eq!(only_code(&report), "encoding/size");
}

#[test]
fn long_tokens_are_read_once() {
    let long = MAX_BYTES - 2;
    let escapes = "\\u00e9".repeat(long / 6);
    for (text, code) in [
        (" ".repeat(long), "encoding/syntax"),
        ("7".repeat(long), "encoding/number"),
        (format!("\"{}\"", "x".repeat(long)), "version/not-an-object"),
        (format!("\"{escapes}\""), "version/not-an-object"),
        (
            format!("\"{}\"", "é".repeat(long / 2)),
            "version/not-an-object",
        ),
        (format!("\"{}", "\\\\".repeat(long / 2)), "encoding/syntax"),
    ] {
        assert_eq!(only_code(&judge(text)), code);
    }
}

#[test]
fn many_entries_are_one_finding() {
    let entries = "0,".repeat(MAX_BYTES / 2 - 20);
    assert_eq!(
        only_code(&judge(format!("[{entries}0]"))),
        "version/not-an-object"
    );
    let report = judge(format!("{{\"artifacts\":[{entries}0]}}"));
    let of_artifacts: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.pointer.starts_with("/artifacts"))
        .map(|finding| finding.code.as_str())
        .collect();
    assert_eq!(of_artifacts, ["schema/maxItems"]);
}

#[test]
fn many_members_are_compared_in_time_that_grows_with_them() {
    let mut members = String::from("{");
    let mut count = 0;
    while members.len() < MAX_BYTES - 40 {
        write!(members, "\"{count:x}\":0,").unwrap();
        count += 1;
    }
    let repeated = format!("{members}\"0\":1}}");
    assert_eq!(only_code(&judge(repeated)), "encoding/duplicate-member");
    let report = judge(format!("{members}\"last\":0}}"));
    let required = 11;
    assert_eq!(report.counts().errors, count + 1 + required);
    assert_eq!(report.findings.len(), DEFAULT_MAX_FINDINGS);
    assert!(report.is_truncated());
    let few = validate_with(format!("{members}\"last\":0}}").as_bytes(), 3);
    assert_eq!(few.counts(), report.counts());
    assert_eq!(few.findings, report.findings[..3]);
    assert!(!validate_with(b"{}", 0).is_valid());
}

#[test]
fn errors_are_listed_before_warnings() {
    let paths = ["con", "a", "b"].map(str::to_owned);
    // What breaks a rule is not written, so the second path is changed to the first afterwards.
    let bytes = manifest(paths.into_iter()).to_canonical_bytes().unwrap();
    let text = String::from_utf8(bytes).unwrap().replace("\"b\"", "\"a\"");
    let all = validate(text.as_bytes());
    let one = validate_with(text.as_bytes(), 1);
    assert_eq!(one.counts(), all.counts());
    assert_eq!(one.findings, all.errors().cloned().collect::<Vec<_>>());
    assert!(one.is_truncated() && !all.is_truncated());
}

/// A manifest of version 3 whose artifacts have the paths given.
fn manifest(paths: impl Iterator<Item = String>) -> v3::ExportManifest {
    let artifacts: Vec<_> = paths
        .map(|path| v3::ExportArtifact {
            path: path.try_into().unwrap(),
            sha256: "0".repeat(64).try_into().unwrap(),
            size_bytes: 0.try_into().unwrap(),
            role: v3::ArtifactRole::BaseModel,
        })
        .collect();
    v3::ExportManifest {
        schema_version: v3::SchemaVersion,
        target: v3::Target::Ollama,
        quant: "Q8_0".parse().unwrap(),
        merged: true,
        dequantized: true,
        ollama_name: Some("name".parse().unwrap()),
        created_at: "2026-04-23T18:42:00Z".parse().unwrap(),
        created_by: "example".parse().unwrap(),
        llama_cpp_tag: None,
        base_model_hf_id: "org/name".parse().unwrap(),
        base_model_revision: "0".repeat(40).try_into().unwrap(),
        adapter_version: 1.try_into().unwrap(),
        artifacts: artifacts.try_into().unwrap(),
    }
}

#[test]
fn the_most_artifacts_are_valid() {
    let most = v1::Artifacts::MAX_ITEMS;
    let bytes = manifest((0..most).map(|n| format!("base.{n}.gguf")))
        .to_canonical_bytes()
        .unwrap();
    let report = judge(bytes);
    assert!(report.is_valid(), "{:?}", report.findings.first());
}

#[test]
fn deep_folders_that_clash_are_found_in_the_time_that_sorting_takes() {
    // Every path is a folder of the next, in an order that puts the deepest first.
    let chains = (0..200).flat_map(|chain| {
        let depths = (1..=250).rev();
        depths.map(move |depth| format!("{chain}{}", "/a".repeat(depth)))
    });
    let start = Instant::now();
    let report = manifest(chains).check();
    assert!(start.elapsed() < TIME_LIMIT, "{:?}", start.elapsed());
    assert!(
        report
            .findings
            .iter()
            .all(|finding| finding.code.as_str() == "rules/path-prefix")
    );
    assert_eq!(report.counts().errors, 200 * 249);
}
