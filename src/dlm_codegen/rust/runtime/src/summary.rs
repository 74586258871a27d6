//! What a store's own `manifest.json` says about its exports (SPEC section 7.3).

use std::collections::{BTreeMap, HashMap};
use std::os::fd::{AsFd, BorrowedFd};

use crate::catalogue::of_kind;
use crate::codes::Code;
use crate::files::{Fault, open_folder, read_beneath};
use crate::reader::read_other;
use crate::report::{Finding, excerpt, excerpt_of};
use crate::value::{Object, Shape, Value};
use crate::versions::{ArtifactRole, ExportArtifact, ExportManifest};

pub(crate) const SUMMARY_FILENAME: &str = "manifest.json";

const BASE: &str = "base_gguf_sha256";
const ADAPTER: &str = "adapter_gguf_sha256";
const NAME: &str = "ollama_name";
const TAG: &str = "llama_cpp_tag";

const SCALAR: Shape = Shape {
    members: &[],
    entries: None,
    most: 0,
};
const ROW: &Shape = &Shape {
    members: &[
        ("quant", SCALAR),
        ("merged", SCALAR),
        ("target", SCALAR),
        (BASE, SCALAR),
        (ADAPTER, SCALAR),
        (NAME, SCALAR),
        (TAG, SCALAR),
    ],
    ..SCALAR
};
const SUMMARY: &Shape = &Shape {
    members: &[(
        "exports",
        Shape {
            members: &[],
            entries: Some(ROW),
            most: usize::MAX,
        },
    )],
    ..SCALAR
};

/// Of a text of more bytes, values that have fewer bytes each are refused: they take more memory
/// than the text does.
const LONG: usize = 1024 * 1024;
const BYTES_OF_A_VALUE: usize = 16;

/// The rows of one store, or why there are none.
#[derive(Default)]
pub(crate) struct Summary {
    /// The last row of each export, and where it is.
    last: HashMap<Identity, (usize, Row)>,
    /// Where the last row of a merged export is, by its quant and base model.
    merged: HashMap<(String, String), usize>,
    problem: Option<String>,
}

/// Which export a row is of: its quant, whether it is merged, and its target.
type Identity = (String, bool, Option<String>);

/// The members of a row that are compared, as far as it has them.
struct Row {
    base: Option<Recorded>,
    adapter: Option<Recorded>,
    name: Option<Recorded>,
    tag: Option<Recorded>,
}

/// A value of a row.
#[derive(PartialEq)]
enum Recorded {
    Null,
    Text(String),
    /// Any other, as messages show it.
    Other(String),
}

impl Recorded {
    fn is(&self, value: Option<&str>) -> bool {
        match (self, value) {
            (Self::Null, None) => true,
            (Self::Text(text), Some(other)) => text == other,
            _ => false,
        }
    }

    fn shown(&self) -> &str {
        match self {
            Self::Null => "null",
            Self::Text(text) | Self::Other(text) => text,
        }
    }
}

impl Summary {
    /// Read the summary of a store below an open folder; whatever is there, the outcome is one.
    pub(crate) fn read(top: BorrowedFd<'_>, store: &[u8]) -> Self {
        let read = || -> Result<Vec<u8>, Fault> {
            let folder = open_folder(top, store)?;
            read_beneath(folder.as_fd(), SUMMARY_FILENAME)
        };
        let data = read().map_err(|fault| format!("cannot be read: {fault}"));
        data.and_then(|data| Self::parse(&data))
            .unwrap_or_else(|problem| Self {
                problem: Some(problem),
                ..Self::default()
            })
    }

    fn parse(data: &[u8]) -> Result<Self, String> {
        let values = data
            .iter()
            .filter(|byte| matches!(byte, b',' | b'[' | b'{'));
        if data.len() > LONG && values.count() * BYTES_OF_A_VALUE > data.len() {
            return Err("cannot be read: it holds too many values for its size".to_owned());
        }
        let content = read_other(data, SUMMARY).map_err(|invalid| {
            let first = invalid.report().findings.first();
            let why = first.map_or("it is no JSON text", |finding| &finding.message);
            format!("cannot be read: {why}")
        })?;
        let Value::Object(content) = content else {
            return Err(format!("is no object but {}", excerpt_of(&content)));
        };
        let Some(Value::Array(rows)) = content.get("exports") else {
            return Err("has no array exports".to_owned());
        };
        let mut summary = Self::default();
        for (position, row) in rows.iter().enumerate() {
            let Some((row, identity)) = row.as_object().and_then(|row| Some((row, identity(row)?)))
            else {
                continue;
            };
            let (quant, is_merged, _) = &identity;
            if let (true, Some(base)) = (is_merged, row.text(BASE)) {
                let key = (quant.clone(), base.to_owned());
                summary.merged.insert(key, position);
            }
            let row = Row {
                base: recorded(row, BASE),
                adapter: recorded(row, ADAPTER),
                name: recorded(row, NAME),
                tag: recorded(row, TAG),
            };
            summary.last.insert(identity, (position, row));
        }
        Ok(summary)
    }

    /// The directories in `exports` that the rows are of, and where the last row of each is.
    pub(crate) fn directories(&self) -> BTreeMap<&str, usize> {
        let mut directories = BTreeMap::new();
        let mut data = of_kind("directories_by_target");
        let by_target = data.find_map(|(_, data)| data.get("directories")?.as_object());
        for ((quant, _, target), (position, _)) in &self.last {
            let named = target.as_deref().and_then(|target| by_target?.text(target));
            let last = directories
                .entry(named.unwrap_or(quant))
                .or_insert(*position);
            *last = (*last).max(*position);
        }
        directories
    }

    /// Compare a manifest with the row that the store keeps of its export.
    pub(crate) fn compare(&self, manifest: &ExportManifest) -> Vec<Finding> {
        let missing = |why: &str| {
            let message = format!("the store's {SUMMARY_FILENAME} {why}");
            vec![Finding::new(Code::StoreSummaryMissing, message)]
        };
        if let Some(problem) = &self.problem {
            return missing(problem);
        }
        let (quant, merged) = (manifest.quant.to_string(), manifest.merged);
        let target = manifest.target.as_str();
        let of_target = |target| self.last.get(&(quant.clone(), merged, target));
        let rows = [None, Some(target.to_owned())].map(of_target);
        let Some((_, row)) = rows
            .into_iter()
            .flatten()
            .max_by_key(|(position, _)| position)
        else {
            return missing(&format!(
                "has no row of the export: target {target}, quant {quant}, merged {merged}"
            ));
        };
        let mut found = row.mismatches(manifest);
        if let (false, Some(Recorded::Text(base))) = (merged, &row.base) {
            if let Some(position) = self.merged.get(&(quant, base.clone())) {
                let message = format!(
                    "the base model is the one of a merged export (/exports/{position} of the \
                     store's {SUMMARY_FILENAME})"
                );
                let finding = Finding::new(Code::StoreMergedBaseReused, message);
                found.push(finding.at(place_of(gguf(manifest, ArtifactRole::BaseModel).next())));
            }
        }
        found
    }
}

impl Row {
    /// What the row says otherwise; what disagrees at one place is one finding.
    fn mismatches(&self, manifest: &ExportManifest) -> Vec<Finding> {
        let mut found: Vec<Finding> = Vec::new();
        let mut differs = |pointer: String, member, recorded: &Recorded, instead: &str| {
            let message = format!(
                "the store's {SUMMARY_FILENAME} has another {member}: expected {}, found {instead}",
                recorded.shown()
            );
            match found.iter_mut().find(|finding| finding.pointer == pointer) {
                Some(finding) => finding.message = format!("{}; {message}", finding.message),
                None => found.push(Finding::new(Code::StoreSummaryMismatch, message).at(pointer)),
            }
        };
        let digests = [
            (BASE, &self.base, ArtifactRole::BaseModel),
            (ADAPTER, &self.adapter, ArtifactRole::Adapter),
        ];
        for (member, recorded, role) in digests {
            let Some(recorded) = recorded else { continue };
            let first = gguf(manifest, role).next();
            let is_same = match first {
                Some(_) => gguf(manifest, role).any(|(_, each)| recorded.is(Some(&each.sha256))),
                None => *recorded == Recorded::Null,
            };
            if !is_same {
                let instead = match first {
                    Some((_, artifact)) => format!("{} ({})", artifact.sha256, artifact.path),
                    None => format!("no GGUF artifact of the role {role}"),
                };
                differs(place_of(first), member, recorded, &instead);
            }
        }
        let texts = [
            (NAME, &self.name, manifest.ollama_name.as_deref()),
            (TAG, &self.tag, manifest.llama_cpp_tag.as_deref()),
        ];
        for (member, recorded, value) in texts {
            if let Some(recorded) = recorded.as_ref().filter(|recorded| !recorded.is(value)) {
                let instead = value.map_or_else(|| "null".to_owned(), excerpt);
                differs(format!("/{member}"), member, recorded, &instead);
            }
        }
        found
    }
}

/// The GGUF artifacts of a role, and where they are.
fn gguf(
    manifest: &ExportManifest,
    role: ArtifactRole,
) -> impl Iterator<Item = (usize, &ExportArtifact)> {
    let artifacts = manifest.artifacts.iter().enumerate();
    artifacts.filter(move |(_, each)| each.role == role && each.path.ends_with(".gguf"))
}

fn place_of(listed: Option<(usize, &ExportArtifact)>) -> String {
    listed.map_or("/artifacts".to_owned(), |(index, _)| {
        format!("/artifacts/{index}/sha256")
    })
}

fn identity(row: &Object<'_>) -> Option<Identity> {
    let target = match row.get("target") {
        None => None,
        Some(target) => Some(target.as_text()?.to_owned()),
    };
    let Some(Value::Boolean(merged)) = row.get("merged") else {
        return None;
    };
    Some((row.text("quant")?.to_owned(), *merged, target))
}

fn recorded(row: &Object<'_>, member: &str) -> Option<Recorded> {
    Some(match row.get(member)? {
        Value::Null => Recorded::Null,
        Value::Text(text) => Recorded::Text(text.to_string()),
        other => Recorded::Other(excerpt_of(other)),
    })
}
