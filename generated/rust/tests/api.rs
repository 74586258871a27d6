// Generated from src/dlm_codegen/rust/runtime/tests/api.rs by `nox -s generate`. Do not edit.
//! What a program sees of this crate.

use std::error::Error;
use std::path::{Path, PathBuf};

use dlm_export_manifest::{
    Code, Finding, InvalidManifest, InvalidValue, LATEST, Loss, Manifest, MigrateError, Migration,
    OnLoss, Report, Severity, UnknownVersion, VERSIONS, Version, detect_version, migrate, parse,
    parse_as_written, v1, v3, validate,
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
        assert_eq!(report.findings, [], "{name}");
        assert_eq!(report.version, Some(version));
        let manifest = parse_as_written(&data).unwrap().manifest;
        assert_eq!(manifest.version(), version);
        assert_eq!(manifest.check(), report);
        assert_eq!(manifest.to_canonical_bytes(), Ok(data));
    }
}

/// A valid document is read in one pass, which must refuse all that findings are made of.
#[test]
fn what_is_read_in_one_pass_is_what_has_no_finding() {
    for (name, _) in OF_EVERY_VERSION {
        let text = String::from_utf8(read(name)).unwrap();
        let plain = parse(text.as_bytes()).unwrap();
        let edited = |from: &str, to: &str| {
            assert!(text.contains(from), "{name} has no {from}");
            text.replacen(from, to, 1)
        };
        for (from, to) in [
            ("\"quant\"", "\"\\u0071uant\""),
            ("\"created_by\": \"dlm", "\"created_by\"\r\n:\t\"\\u0064lm"),
            ("{", " \n{ "),
        ] {
            assert_eq!(
                parse(edited(from, to).as_bytes()).as_ref(),
                Ok(&plain),
                "{to}"
            );
        }
        let adapter = "\"adapter_version\": 3";
        for (from, to, code) in [
            ("{", "\u{feff}{", "encoding/bom"),
            ("\n}", "\n} 1", "encoding/syntax"),
            ("\n}", ",\n}", "encoding/syntax"),
            (adapter, "\"adapter_version\": 3.0", "encoding/number"),
            (adapter, "\"adapter_version\": -0", "encoding/number"),
            (adapter, "\"adapter_version\": 03", "encoding/syntax"),
            (
                adapter,
                "\"adapter_version\": 9007199254740992",
                "encoding/number",
            ),
            (adapter, "\"adapter_version\": \"3\"", "schema/type"),
            (adapter, "\"adapter_version\": 0", "schema/minimum"),
            (adapter, "\"adapter_versions\": 3", "schema/required"),
            ("\"dlm-", "\"\u{7f}dlm-", "encoding/character"),
            ("\"dlm-", "\"\\ud800dlm-", "encoding/character"),
            ("\"dlm-", "\"dlm ", "schema/pattern"),
            ("\"merged\": false", "\"merged\": null", "schema/type"),
            (
                "\"quant\"",
                "\"merged\": false, \"quant\"",
                "encoding/duplicate-member",
            ),
            (
                "\"quant\"",
                "\"x\": 1, \"quant\"",
                "schema/additionalProperties",
            ),
            ("\"artifacts\": [", "\"artifacts\": [[],", "schema/type"),
            ("\"artifacts\": [", "\"artifacts\": [null,", "schema/type"),
        ] {
            let report = validate(edited(from, to).as_bytes());
            assert_eq!(report.findings[0].code.as_str(), code, "{name} with {to:?}");
        }
    }
}

#[test]
fn an_older_document_is_parsed_as_what_it_migrates_to() {
    for (name, _) in OF_EVERY_VERSION {
        let data = read(name);
        let migration = migrate(&data, LATEST, OnLoss::Refuse).unwrap();
        let manifest = parse(&data).unwrap().manifest;
        assert_eq!(manifest.to_canonical_bytes(), Ok(migration.bytes));
        assert_eq!(Manifest::from(manifest), migration.manifest);
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
    assert_eq!(
        places(&migration.findings),
        [
            ("rules/missing-role", "/artifacts"),
            ("rules/target-fields", "/quant"),
        ]
    );
    assert_eq!(migration.manifest.check().findings, migration.findings);
    assert_eq!(migration.manifest.to_canonical_bytes(), Ok(migration.bytes));
}

fn places(findings: &[Finding]) -> Vec<(&str, &str)> {
    let findings = findings.iter();
    findings
        .map(|finding| (finding.code.as_str(), finding.pointer.as_str()))
        .collect()
}

/// A document of version 2 in which the rules find two warnings and, with `date`, an error.
fn questionable(date: &str) -> String {
    String::from_utf8(read("llama-server-v2.json"))
        .unwrap()
        .replace("adapter.gguf", "ad apter.gguf")
        .replace("base.Q5_K_M.gguf", "base.Q8_0.gguf")
        .replace("2026-04-23", date)
}

/// Migrate up and down, see that nothing changes, and return what the rules find at each step.
fn lossless_round_trip(text: &str) -> Vec<Finding> {
    let same = migrate(text.as_bytes(), Version::V2, OnLoss::Refuse).unwrap();
    let up = migrate(text.as_bytes(), Version::V3, OnLoss::Refuse).unwrap();
    let down = migrate(&up.bytes, Version::V2, OnLoss::Refuse).unwrap();
    assert_eq!((&same.bytes, &down.bytes), (&text.into(), &text.into()));
    assert_eq!(same.findings, up.findings);
    assert_eq!(same.findings, down.findings);
    same.findings
}

#[test]
fn an_error_of_the_rules_refuses_to_parse_and_to_write_but_not_to_migrate() {
    let text = questionable("2026-02-30");
    let refused = parse(text.as_bytes()).unwrap_err();
    let findings = lossless_round_trip(&text);
    assert_eq!(refused.report().findings, findings);
    assert_eq!(
        refused.to_string(),
        "the document is not a valid export manifest: rules/calendar-date at /created_at: \
         2026-02-30 is not a date of the Gregorian calendar"
    );
    let report = validate(text.as_bytes());
    assert_eq!(report.findings, findings);
    assert_eq!((report.errors().count(), report.warnings().count()), (1, 2));
    let up = migrate(text.as_bytes(), Version::V3, OnLoss::Refuse).unwrap();
    assert_eq!(
        up.manifest.to_canonical_bytes().unwrap_err().report(),
        &up.manifest.check()
    );
}

#[test]
fn findings_tell_programs_what_they_compare_and_which_artifact_they_are_about() {
    let facts = |finding: &Finding| {
        [&finding.path, &finding.expected, &finding.observed].map(Option::clone)
    };
    let of = |text: &str| -> Vec<_> {
        validate(text.as_bytes())
            .findings
            .iter()
            .map(facts)
            .collect()
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        of(&questionable("2026-04-24")),
        [
            [some("base.Q8_0.gguf"), some("\"Q5_K_M\""), some("\"Q8_0\"")],
            [
                some("ad apter.gguf"),
                some("\"^[A-Za-z0-9._+-]{0,254}[A-Za-z0-9_+-]$\""),
                some("\"ad apter.gguf\"")
            ],
        ]
    );
    let path = "€".repeat(342); // longer in bytes than any fact
    let long = questionable("2026-04-24")
        .replace("ad apter.gguf", &path)
        .replacen("\"sha256\": \"", "\"sha256\": \"G", 2);
    assert!(of(&long).iter().any(|[found, ..]| *found == some(&path)));
    let text = String::from_utf8(read("ollama-v3.json")).unwrap();
    let text = text
        .replace(
            "\"quant\": \"Q4_K_M\"",
            &format!("\"quant\": \"{}\"", "-".repeat(65)),
        )
        .replace("\"my-tutor:v3\"", "[1, 2]")
        .replace("\"role\": \"adapter\"", "\"role\": 5")
        .replace("12fd25f77366fa6b3b4b768ec3050bf629380bac", "main");
    assert_eq!(
        of(&text)[2..],
        [
            [None, some("40"), some("4")],
            [None, some("\"^[0-9a-f]{40}$\""), some("\"main\"")],
            [
                None,
                some("[\"string\", \"null\"]"),
                some("\"an array of 2 entries\"")
            ],
            // The pattern is not asked of a text that is too long.
            [None, some("64"), some("65")],
        ]
    );
    let role = &of(&text)[0];
    assert!(
        role[1]
            .as_ref()
            .is_some_and(|roles| roles.starts_with("[\"base_model\", "))
    );
    assert_eq!(role[2], some("5"));
    assert_eq!(role[0], some("adapter.gguf"));
    let unknown = &of("{\"schema_version\": 99}")[0];
    assert!(
        unknown[1]
            .as_ref()
            .is_some_and(|known| known.starts_with("[3"))
    );
    assert_eq!(unknown[2], some("99"));
}

#[test]
fn a_failed_pattern_is_told_in_words() {
    let text = String::from_utf8(read("ollama-v3.json")).unwrap();
    let text = text.replace("12fd25f77366fa6b3b4b768ec3050bf629380bac", "main");
    let report = validate(text.as_bytes());
    assert_eq!(
        report.findings[1].message,
        "must be 40 lower-case hexadecimal digits: a branch or tag such as `main` can move, so \
         record the commit that it names; found \"main\""
    );
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
    assert!(report.errors().eq(&report.findings));
    assert_eq!(report.findings[0].severity(), Severity::Error);
    assert_eq!(
        places(&report.findings),
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
            "must be ASCII letters, digits, full stops, low lines and hyphens, beginning with a \
             letter or digit; found \"-\""
                .to_owned()
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
    assert_eq!(refused("\u{7f}".parse::<v3::Target>()).0, Code::SchemaEnum);
    assert_eq!(
        refused(v3::SchemaVersion::try_from(2)),
        (Code::SchemaConst, "expected 3, found 2".to_owned())
    );
    // No document can hold it, although the schema says nothing of it.
    assert_eq!(
        refused("a\u{2028}".parse::<v3::OllamaName>()),
        (
            Code::EncodingCharacter,
            "the string holds U+2028; control characters, line and paragraph separators, lone \
             surrogates and noncharacters are not allowed"
                .to_owned()
        )
    );
    let manifest = parse(&read("ollama-v3.json")).unwrap().manifest;
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
    assert_eq!(parse_as_written(&bytes)?.manifest, manifest.clone().into());

    manifest.dequantized = true;
    manifest.created_at = "0000-01-01T00:00:00Z".parse()?;
    let invalid = manifest.to_canonical_bytes().unwrap_err();
    assert_eq!(
        places(&invalid.report().findings),
        [
            ("rules/calendar-date", "/created_at"),
            ("rules/dequantized-without-merged", "/dequantized"),
            ("rules/target-fields", "/dequantized"),
        ]
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
    assert_eq!(Version::V1.written_by(), ["DLM 0.9.0", "DLM 0.10.0"]);
    assert_eq!(Version::V1.read_by(), ["DLM 0.9.0 and later"]);
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
    is_error::<InvalidManifest>();
    is_error::<InvalidValue>();
    is_error::<MigrateError>();
    is_error::<UnknownVersion>();
}
