// Generated from src/dlm_codegen/rust/runtime/tests/api.rs by `nox -s generate`. Do not edit.
//! What a program sees of this crate.

use std::error::Error;
use std::path::{Path, PathBuf};

use dlm_export_manifest::{
    Code, Invalid, InvalidValue, LATEST, Loss, Manifest, MigrateError, Migration, OnLoss, Report,
    Severity, UnknownVersion, VERSIONS, Version, detect_version, migrate, parse, parse_as_written,
    v1, v3, validate,
};

fn read(name: &str) -> Vec<u8> {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "data", name]
        .iter()
        .collect();
    read_file(&path)
}

fn read_file(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

const OF_EVERY_VERSION: [(&str, Version); 3] = [
    ("ollama-v1.json", Version::V1),
    ("llama-server-v2.json", Version::V2),
    ("ollama-v3.json", Version::V3),
];

#[test]
fn every_version_is_read_and_written_back_byte_for_byte() {
    for (name, version) in OF_EVERY_VERSION {
        let data = read(name);
        assert_eq!(detect_version(&data), Ok(version));
        let report = validate(&data);
        assert!(report.is_valid(), "{name}: {report:?}");
        assert_eq!(report.version, Some(version));
        let manifest = parse_as_written(&data).unwrap();
        assert_eq!(manifest.version(), version);
        assert_eq!(manifest.to_canonical_bytes(), Ok(data));
    }
}

#[test]
fn an_older_document_is_parsed_as_what_it_migrates_to() {
    for (name, _) in OF_EVERY_VERSION {
        let data = read(name);
        let migration = migrate(&data, LATEST, OnLoss::Refuse).unwrap();
        let manifest = parse(&data).unwrap();
        assert_eq!(manifest.to_canonical_bytes(), Ok(migration.bytes));
        assert_eq!(Manifest::from(manifest), migration.manifest);
    }
}

#[test]
fn migrating_down_gives_back_what_was_migrated_up() {
    for (name, version) in OF_EVERY_VERSION {
        let data = read(name);
        let up = migrate(&data, LATEST, OnLoss::Refuse).unwrap();
        assert_eq!((up.from, up.losses.len()), (version, 0));
        let down = migrate(&up.bytes, version, OnLoss::Refuse).unwrap();
        assert_eq!(down.bytes, data);
    }
}

#[test]
fn a_loss_refuses_a_migration_unless_it_is_allowed() {
    let data = read("vllm-v3.json");
    let refused = migrate(&data, Version::V1, OnLoss::Refuse).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the document cannot migrate to version 1 without loss: loss/value at /target (\"vllm\"); \
         allow the loss explicitly to go on"
    );
    let MigrateError::Lossy { from, to, losses } = refused else {
        panic!("{refused:?}");
    };
    assert_eq!((from, to), (Version::V3, Version::V1));
    let migration = migrate(&data, Version::V1, OnLoss::Allow).unwrap();
    assert_eq!(migration.losses, losses);
    let broken = migration
        .broken_rules
        .iter()
        .map(|finding| (finding.code, finding.pointer.as_str()));
    assert_eq!(
        broken.collect::<Vec<_>>(),
        [
            (Code::RulesMissingRole, "/artifacts"),
            (Code::RulesTargetFields, "/quant"),
        ]
    );
    // What breaks rules is given, and is not written as if it were valid.
    assert_eq!(
        migration.manifest.check().unwrap_err().report().findings,
        migration.broken_rules
    );
    assert!(migration.manifest.to_canonical_bytes().is_err());
}

#[test]
fn findings_come_by_pointer_and_then_by_code() {
    let text = String::from_utf8(read("ollama-v3.json")).unwrap();
    let text = text
        .replace("\"quant\": \"Q4_K_M\"", "\"quant\": \"\", \"Quant\": 1")
        .replace("\"size_bytes\": 29", "\"size_bytes\": true")
        .replace("\"role\": \"adapter\"", "\"a/b~c\": null");
    let report = validate(text.as_bytes());
    assert_eq!(report.version, Some(Version::V3));
    let found: Vec<_> = report
        .findings
        .iter()
        .map(|finding| {
            assert_eq!(finding.severity(), Severity::Error);
            (finding.code.as_str(), finding.pointer.as_str())
        })
        .collect();
    assert_eq!(
        found,
        [
            ("schema/additionalProperties", "/Quant"),
            ("schema/type", "/artifacts/0/size_bytes"),
            ("schema/additionalProperties", "/artifacts/1/a~1b~0c"),
            ("schema/required", "/artifacts/1/role"),
            ("schema/minLength", "/quant"),
            ("schema/pattern", "/quant"),
        ]
    );
    assert_eq!(
        parse(text.as_bytes()).unwrap_err().to_string(),
        "the document is not a valid export manifest: schema/additionalProperties at /Quant: \
         the member \"Quant\" is not defined in this version (and 5 more)"
    );
}

#[test]
fn messages_never_repeat_a_document() {
    let name = "\\u0001".repeat(1000) + &"x".repeat(100_000);
    for text in [
        format!("{{\"{}\": 1, \"{0}\": 2}}", "x".repeat(100_000)),
        format!("{{\"{name}\": 1}}"),
        format!("{{\"{}\": 1}}", "é".repeat(100_000)),
        format!("{{\"schema_version\": \"{}\"}}", "y".repeat(100_000)),
        "7".repeat(100_000),
    ] {
        let invalid = parse(text.as_bytes()).unwrap_err();
        for finding in &invalid.report().findings {
            assert!(finding.message.len() < 300, "{}", finding.message);
        }
        assert!(invalid.to_string().len() < 500);
    }
}

#[test]
fn a_syntax_fault_is_shown_by_line_and_column() {
    let invalid = parse(b"{\n  \"a\": 01}").unwrap_err();
    assert_eq!(invalid.report().version, None);
    assert_eq!(
        invalid.to_string(),
        "the document is not a valid export manifest: encoding/syntax at the top: \
         line 2, column 9: expected ',' or '}', found \"1\""
    );
}

#[test]
fn types_refuse_what_the_schema_rejects() {
    fn refused<T: std::fmt::Debug>(value: Result<T, InvalidValue>) -> (Code, String) {
        let refused = value.unwrap_err();
        (refused.code(), refused.to_string())
    }

    assert_eq!(
        refused(v1::Quant::try_from("")),
        (
            Code::SchemaMinLength,
            "expected at least 1 characters, found 0".to_owned()
        )
    );
    assert_eq!(
        refused("-".parse::<v1::Quant>()),
        (
            Code::SchemaPattern,
            "\"-\" does not match ^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$".to_owned()
        )
    );
    assert_eq!(
        refused(v1::AdapterVersion::try_from(1 << 53)),
        (
            Code::SchemaMaximum,
            "expected at most 9007199254740991, found 9007199254740992".to_owned()
        )
    );
    assert_eq!(
        refused("Ollama".parse::<v3::Target>()),
        (
            Code::SchemaEnum,
            "expected one of ollama, llama-server, vllm, mlx-serve; found \"Ollama\"".to_owned()
        )
    );
    assert_eq!(
        refused(v3::SchemaVersion::try_from(2)),
        (Code::SchemaConst, "expected 3, found 2".to_owned())
    );
    let manifest = parse(&read("ollama-v3.json")).unwrap();
    let entry = manifest.artifacts[0].clone();
    assert_eq!(
        refused(manifest_entries(vec![entry; 65_537])),
        (
            Code::SchemaMaxItems,
            "expected at most 65536 entries, found 65537".to_owned()
        )
    );
}

fn manifest_entries<E>(entries: Vec<E>) -> Result<dlm_export_manifest::Artifacts, InvalidValue>
where
    dlm_export_manifest::Artifacts: TryFrom<Vec<E>, Error = InvalidValue>,
{
    entries.try_into()
}

#[test]
fn a_manifest_that_is_built_breaks_rules_only() -> Result<(), Box<dyn Error>> {
    let mut manifest = v3::ExportManifest {
        schema_version: v3::SchemaVersion,
        target: v3::Target::MlxServe,
        quant: "hf".parse()?,
        merged: false,
        dequantized: false,
        ollama_name: None,
        created_at: "2026-04-23T18:42:00Z".parse()?,
        created_by: "example-1".parse()?,
        llama_cpp_tag: None,
        base_model_hf_id: "org/name".parse()?,
        base_model_revision: "0".repeat(40).try_into()?,
        adapter_version: 1.try_into()?,
        artifacts: ["tutor/adapters.safetensors", "mlx_serve_launch.sh"]
            .into_iter()
            .zip([v3::ArtifactRole::Adapter, v3::ArtifactRole::LaunchScript])
            .map(|(path, role)| {
                Ok(v3::ExportArtifact {
                    path: path.parse()?,
                    sha256: "f".repeat(64).try_into()?,
                    size_bytes: 0.try_into()?,
                    role,
                })
            })
            .collect::<Result<Vec<_>, InvalidValue>>()?
            .try_into()?,
    };
    let bytes = manifest.to_canonical_bytes()?;
    assert_eq!(parse_as_written(&bytes)?, manifest.clone().into());

    manifest.dequantized = true;
    let invalid = manifest.to_canonical_bytes().unwrap_err();
    let codes = invalid
        .report()
        .findings
        .iter()
        .map(|finding| finding.code.as_str());
    assert_eq!(
        codes.collect::<Vec<_>>(),
        ["rules/dequantized-without-merged", "rules/target-fields"]
    );
    Ok(())
}

#[test]
fn versions_and_codes_are_those_that_are_published() {
    for version in VERSIONS {
        assert_eq!(Version::try_from(version.number()), Ok(*version));
        let schema: serde_json::Value = serde_json::from_str(version.schema()).unwrap();
        let id = format!(
            "https://tenseleyflow.github.io/dlm-schema/export-manifest/v{version}/schema.json"
        );
        assert_eq!(schema["$id"], id);
        assert_eq!(
            version.migration().is_none(),
            *version == VERSIONS[0],
            "only the oldest version has no migration"
        );
    }
    assert_eq!(VERSIONS.last(), Some(&LATEST));
    assert_eq!(
        Version::try_from(0)
            .unwrap_err()
            .to_string()
            .split(';')
            .next(),
        Some("version 0 is unknown")
    );
    let catalogue: serde_json::Value = serde_json::from_str(dlm_export_manifest::RULES).unwrap();
    let published = catalogue["rules"].as_array().unwrap();
    for code in Code::ALL {
        let entry = published
            .iter()
            .find(|entry| entry["code"] == code.as_str());
        let entry = entry.unwrap_or_else(|| panic!("{code} is not published"));
        assert_eq!(entry["severity"], code.severity().as_str());
        assert_eq!(entry["meaning"], code.meaning());
        assert_eq!(entry["remedy"], code.remedy());
    }
}

#[test]
fn everything_can_cross_threads_and_errors_are_errors() {
    fn crosses<T: Send + Sync + 'static>() {}
    fn is_error<T: Error + Send + Sync + 'static>() {}

    crosses::<Manifest>();
    crosses::<Report>();
    crosses::<Loss>();
    crosses::<Migration>();
    is_error::<Invalid>();
    is_error::<InvalidValue>();
    is_error::<MigrateError>();
    is_error::<UnknownVersion>();
}
