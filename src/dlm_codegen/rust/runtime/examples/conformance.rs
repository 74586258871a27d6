//! This crate behind the batch protocol of the conformance corpus.
//!
//! Run it with `dlm-schema conformance run -- PROGRAM`; `schema/corpus/PROTOCOL.md` describes what
//! is asked and answered.

use std::error::Error;
use std::io::{self, BufRead, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use dlm_export_manifest::{
    Checked, ExportError, Finding, Loss, MigrateError, OnLoss, Report, Store, VerifyOptions,
    Version, migrate, migrate_by_step, validate, verify,
};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Request {
    Start {
        id: i64,
        protocol: i64,
    },
    Validate {
        id: i64,
        input: String,
    },
    Verify {
        id: i64,
        directory: String,
    },
    Check {
        id: i64,
        directory: String,
    },
    Migrate {
        id: i64,
        input: String,
        to: i64,
        allow_loss: bool,
    },
    Step {
        id: i64,
        input: String,
        to: i64,
        allow_loss: bool,
        older: Value,
        operations: Value,
    },
}

fn main() -> io::Result<()> {
    let mut answers = io::stdout().lock();
    let mut requests = io::stdin().lock();
    let mut line = Vec::new();
    while requests.read_until(b'\n', &mut line)? > 0 {
        let answer = answer(&line).unwrap_or_else(|error| {
            let number =
                serde_json::from_slice::<Value>(&line).map(|request| request["id"].clone());
            json!({"id": number.unwrap_or_default(), "error": error.to_string()})
        });
        writeln!(answers, "{answer}")?;
        answers.flush()?;
        line.clear();
    }
    Ok(())
}

fn answer(line: &[u8]) -> Result<Value, Box<dyn Error>> {
    match serde_json::from_slice(line)? {
        Request::Start { id, protocol: 1 } => Ok(json!({
            "id": id,
            "name": env!("CARGO_PKG_NAME"),
            "language": "Rust",
            "version": env!("CARGO_PKG_VERSION"),
            "levels": [
                "encoding", "schema", "rules", "migrations", "operations", "files", "store",
            ],
            "detail": "full",
        })),
        Request::Start { protocol, .. } => {
            Err(format!("this is protocol 1, not {protocol}").into())
        }
        Request::Validate { id, input } => {
            let report = validate(&BASE64.decode(input)?);
            Ok(judged(id, &report))
        }
        Request::Verify { id, directory } => {
            let report = match verify(directory, &VerifyOptions::default()) {
                Err(ExportError::Invalid(invalid)) => invalid.into_report(),
                verified => verified?,
            };
            let mut answer = judged(id, &report);
            answer["notes"] = report.notes().map(place).collect();
            Ok(answer)
        }
        Request::Check { id, directory } => {
            let checked = Store::open(directory)?.check(&VerifyOptions::default())?;
            let found = checked.iter().flat_map(|Checked { path, report, .. }| {
                report.findings.iter().map(move |finding| {
                    let mut found = place(finding);
                    found["path"] = path.to_string_lossy().into();
                    found
                })
            });
            Ok(json!({
                "id": id,
                "valid": checked.iter().all(|each| each.report.is_valid()),
                "findings": found.collect::<Vec<_>>(),
            }))
        }
        Request::Migrate {
            id,
            input,
            to,
            allow_loss,
        } => {
            let data = BASE64.decode(input)?;
            migrated(id, &data, to.try_into()?, on_loss(allow_loss))
        }
        Request::Step {
            id,
            input,
            to,
            allow_loss,
            older,
            operations,
        } => {
            let migration = json!({ "operations": operations }).to_string();
            let judge = |outcome: &[u8]| {
                let outcome = serde_json::from_slice(outcome).unwrap_or_default();
                let mut pointers = Vec::new();
                violations(&older, &outcome, String::new(), &mut pointers);
                pointers
            };
            let (data, on_loss) = (BASE64.decode(input)?, on_loss(allow_loss));
            let (output, losses) =
                migrate_by_step(&data, migration.as_bytes(), to == 2, on_loss, judge)
                    .ok_or("the step is not of its form")?;
            let losses: Result<Vec<_>, _> = losses.iter().map(lost).collect();
            Ok(json!({
                "id": id,
                "valid": true,
                "version": 3 - to,
                "errors": [],
                "output": output.map(|bytes| BASE64.encode(bytes)),
                "losses": losses?,
                "findings": [],
            }))
        }
    }
}

fn on_loss(allow_loss: bool) -> OnLoss {
    if allow_loss {
        OnLoss::Allow
    } else {
        OnLoss::Refuse
    }
}

/// Collect the pointers at which the schema of a step does not accept a value.
///
/// A step brings texts that its patterns accept, so these are not asked.
fn violations(schema: &Value, value: &Value, pointer: String, found: &mut Vec<String>) {
    let types = match &schema["type"] {
        Value::Array(types) => types.clone(),
        only => vec![only.clone()],
    };
    let (name, size) = match value {
        Value::Null => ("null", None),
        Value::Bool(_) => ("boolean", None),
        Value::Number(number) => ("integer", number.as_i64()),
        Value::String(text) => ("string", i64::try_from(text.chars().count()).ok()),
        Value::Array(entries) => ("array", i64::try_from(entries.len()).ok()),
        Value::Object(_) => ("object", None),
    };
    let (least, most) = match name {
        "string" => ("minLength", "maxLength"),
        "array" => ("minItems", "maxItems"),
        _ => ("minimum", "maximum"),
    };
    let listed = schema.get("enum").and_then(Value::as_array);
    let is_within = |size: i64| {
        schema[least].as_i64().is_none_or(|bound| size >= bound)
            && schema[most].as_i64().is_none_or(|bound| size <= bound)
    };
    if !types.contains(&json!(name))
        || schema.get("const").is_some_and(|only| only != value)
        || listed.is_some_and(|values| !values.contains(value))
        || !size.is_none_or(is_within)
    {
        found.push(pointer);
        return;
    }
    match value {
        Value::Array(entries) => {
            for (index, entry) in entries.iter().enumerate() {
                violations(&schema["items"], entry, format!("{pointer}/{index}"), found);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                let member_schema = &schema["properties"][name];
                violations(member_schema, member, format!("{pointer}/{name}"), found);
            }
            let required = schema["required"].as_array().into_iter().flatten();
            for name in required.filter_map(Value::as_str) {
                if !members.contains_key(name) {
                    found.push(format!("{pointer}/{name}"));
                }
            }
        }
        _ => {}
    }
}

fn judged(id: i64, report: &Report) -> Value {
    json!({
        "id": id,
        "valid": report.is_valid(),
        "version": report.version.map(Version::number),
        "errors": report.errors().map(place).collect::<Vec<_>>(),
        "warnings": report.warnings().map(place).collect::<Vec<_>>(),
    })
}

fn place(finding: &Finding) -> Value {
    json!({
        "code": finding.code.as_str(),
        "pointer": finding.pointer,
        "severity": finding.severity().as_str(),
    })
}

fn migrated(id: i64, data: &[u8], to: Version, on_loss: OnLoss) -> Result<Value, Box<dyn Error>> {
    let (from, output, losses, findings) = match migrate(data, to, on_loss) {
        Ok(migration) => {
            let output = Value::String(BASE64.encode(&migration.bytes));
            (migration.from, output, migration.losses, migration.findings)
        }
        Err(MigrateError::Lossy { from, losses, .. }) => (from, Value::Null, losses, Vec::new()),
        Err(MigrateError::Invalid(invalid)) => {
            let mut answer = judged(id, invalid.report());
            answer["output"] = Value::Null;
            answer["losses"] = json!([]);
            answer["findings"] = json!([]);
            return Ok(answer);
        }
        Err(other) => return Err(other.into()),
    };
    let losses: Result<Vec<_>, _> = losses.iter().map(lost).collect();
    Ok(json!({
        "id": id,
        "valid": true,
        "version": from.number(),
        "errors": [],
        "output": output,
        "losses": losses?,
        "findings": findings.iter().map(place).collect::<Vec<_>>(),
    }))
}

fn lost(loss: &Loss) -> Result<Value, serde_json::Error> {
    let value: Value = serde_json::from_str(&loss.value)?;
    Ok(json!({"code": loss.code.as_str(), "pointer": loss.pointer, "value": value}))
}
