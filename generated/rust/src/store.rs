// Generated from src/dlm_codegen/rust/runtime/src/store.rs by `nox -s generate`. Do not edit.
//! The store layer: every export below a folder, and what their store says of them (SPEC section
//! 7.3).

use std::borrow::Cow;
use std::collections::HashSet;
use std::ffi::{CStr, CString, OsString};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

use rustix::fs::FileType;
use rustix::io::Errno;

use crate::MANIFEST_FILENAME;
use crate::catalogue::listed;
use crate::codes::Code;
use crate::error::InvalidManifest;
use crate::files::{
    ExportError, Fault, Listed, VerifyOptions, compare_files, entries_of, open_directory,
    open_folder, read_beneath, read_manifest, snapshot_filename,
};
use crate::judgement::not_an_object;
use crate::reader::read_other;
use crate::report::{Finding, Report};
use crate::schema;
use crate::summary::{SUMMARY_FILENAME, Summary};
use crate::types::record;
use crate::value::{Object, Value};
use crate::versions::{ExportManifest, SHAPE, without_roles};

/// A store, or any folder of stores and exports, that is held open.
#[derive(Debug)]
pub struct Store {
    directory: OwnedFd,
}

/// What was found about one manifest, or about a place where there is none.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Checked {
    /// The manifest, or the directory or link that a finding of the store is about: its path below
    /// the store.
    pub path: PathBuf,
    /// The findings of all layers.
    pub report: Report,
}

impl Store {
    /// Open the directory that `manifest.json` and `exports` lie in.
    ///
    /// # Errors
    ///
    /// [`ExportError::Io`] where there is no such directory.
    pub fn open(directory: impl AsRef<Path>) -> Result<Self, ExportError> {
        let directory = open_directory(directory.as_ref())?;
        Ok(Self { directory })
    }

    /// Judge every export in it by all layers, and compare it with what the store remembers.
    ///
    /// Files are opened as [`verify`](crate::verify) opens them. There is a report for every manifest,
    /// valid or not, and one for each directory or link that is no export and for each export that
    /// is gone, in the order of their names. Folders in `exports` are looked into at any depth.
    ///
    /// # Errors
    ///
    /// [`ExportError::Cancelled`]; whatever lies in the store is told by reports.
    pub fn check(&self, options: &VerifyOptions<'_>) -> Result<Vec<Checked>, ExportError> {
        let mut walk = Walk {
            top: self.directory.as_fd(),
            options,
            pending: vec![(Vec::new(), Place::Any)],
            checked: Vec::new(),
            found: 0,
            saw_store: false,
            around: Vec::new(),
            summaries: Vec::new(),
        };
        while let Some((path, place)) = walk.pending.pop() {
            walk.visit(&path, place)?;
        }
        if walk.found == 0 && !walk.saw_store {
            let message = format!("holds no {MANIFEST_FILENAME}, at any depth");
            walk.add(b".", Finding::new(Code::FilesMissing, message));
        }
        Ok(walk.checked)
    }
}

const EXPORTS_FOLDER: &[u8] = b"exports";

/// Lies in exports of vision models in GGUF form, of which DLM writes no row.
const VL_FILENAME: &CStr = c"vl_gguf.json";

/// Names of folders that are passed by, as are those that begin with `@`.
const PASSED_BY: [&CStr; 2] = [c"lost+found", c".dlm-schema"];

/// The summaries of so many stores are kept, where one lies in the other.
const MOST_SUMMARIES: usize = 4;

/// No tree that people use is deeper, in bytes of a path.
const LONGEST_PATH: usize = 4095;

/// What a folder is to the store around it, if there is one.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Any,
    /// The folder of a store in which every folder is an export's.
    Exports,
    /// One of those.
    Export,
    /// Below one that holds no manifest itself.
    Below,
    /// One of those again, once all that is in it has been seen; so much was found before.
    Left(usize),
    /// Below an export, whose files may have any names.
    Inside,
}

impl Place {
    /// What a folder in this one is.
    fn inner(self, name: &CStr, is_store: bool) -> Self {
        match self {
            Self::Inside => Self::Inside,
            Self::Exports => Self::Export,
            _ if is_store && name.to_bytes() == EXPORTS_FOLDER => Self::Exports,
            Self::Export | Self::Below => Self::Below,
            _ => Self::Any,
        }
    }

    /// Whether a folder or link in this one is litter of a system, or what programs keep.
    fn passes_by(self, name: &CStr) -> bool {
        let first = name.to_bytes().first();
        match self {
            Self::Inside => false,
            Self::Exports if first == Some(&b'.') => true,
            _ => first == Some(&b'@') || PASSED_BY.contains(&name),
        }
    }
}

/// A valid export that others can lie in: its folder, and the paths that it lists.
struct Around {
    folder: Vec<u8>,
    listed: HashSet<Vec<u8>>,
}

struct Walk<'w> {
    top: BorrowedFd<'w>,
    options: &'w VerifyOptions<'w>,
    pending: Vec<(Vec<u8>, Place)>,
    checked: Vec<Checked>,
    found: usize,
    saw_store: bool,
    around: Vec<Around>,
    summaries: Vec<(Vec<u8>, Summary)>,
}

type Entries = [(CString, FileType)];

impl Walk<'_> {
    fn visit(&mut self, path: &[u8], place: Place) -> Result<(), ExportError> {
        match place {
            Place::Left(before) => {
                if self.found == before {
                    let message =
                        format!("holds no {MANIFEST_FILENAME}: an export that did not finish");
                    self.add(path, Finding::new(Code::StoreNoManifest, message));
                }
                return Ok(());
            }
            Place::Export => self.pending.push((path.to_vec(), Place::Left(self.found))),
            _ => {}
        }
        let entered = || -> Result<_, Fault> {
            if path.len() > LONGEST_PATH {
                return Err(Errno::NAMETOOLONG.into());
            }
            let folder = open_folder(self.top, path)?;
            Ok((entries_of(&folder)?, folder))
        };
        match entered() {
            Ok((entries, folder)) => self.look(path, place, folder.as_fd(), &entries),
            Err(fault) => {
                self.found += 1;
                if !self.is_in_export(path) {
                    // An export around it says the same of its files.
                    self.add(path, fault.into_finding());
                }
                Ok(())
            }
        }
    }

    fn look(
        &mut self,
        path: &[u8],
        place: Place,
        folder: BorrowedFd<'_>,
        entries: &Entries,
    ) -> Result<(), ExportError> {
        let has = |wanted: &str| {
            entries
                .iter()
                .any(|(name, _)| name.to_bytes() == wanted.as_bytes())
        };
        let (is_store, is_export) = (has(SUMMARY_FILENAME), has(MANIFEST_FILENAME));
        let is_snapshot = !is_export
            && place != Place::Inside
            && has(snapshot_filename())
            && listed("snapshots", "directories").any(|name| name.as_bytes() == split(path).1);
        let around = if is_export { Place::Inside } else { place };
        for (name, kind) in entries.iter().rev() {
            let is_left_out = name.to_bytes() == MANIFEST_FILENAME.as_bytes() || is_snapshot;
            if *kind == FileType::Directory && !is_left_out && !around.passes_by(name) {
                let inner = around.inner(name, is_store);
                self.pending.push((join(path, name.to_bytes()), inner));
            }
        }
        if is_export || is_snapshot {
            self.found += 1;
            return if is_snapshot {
                self.check_snapshot(path, folder)
            } else {
                self.check_export(path, folder, has_row(entries))
            };
        }
        self.saw_store |= is_store || place == Place::Exports;
        if place == Place::Exports {
            self.report_gone(path, entries);
        }
        if matches!(place, Place::Any | Place::Exports) {
            for (name, kind) in entries {
                let is_summary = name.to_bytes() == SUMMARY_FILENAME.as_bytes();
                if *kind == FileType::Symlink && !is_summary && !place.passes_by(name) {
                    let message =
                        "is a symbolic link, which is not followed; name what it leads to";
                    let finding = Finding::new(Code::StoreLink, message);
                    self.add(&join(path, name.to_bytes()), finding);
                }
            }
        }
        Ok(())
    }

    /// Report the exports that the store remembers and that are in its folder of exports no more.
    fn report_gone(&mut self, path: &[u8], entries: &Entries) {
        let names: HashSet<&[u8]> = entries.iter().map(|(name, _)| name.to_bytes()).collect();
        let directories = self.summary(split(path).0).directories();
        let gone: Vec<_> = directories
            .into_iter()
            .filter(|(name, _)| !names.contains(name.as_bytes()))
            .map(|(name, position)| (join(path, name.as_bytes()), position))
            .collect();
        for (path, position) in gone {
            let message =
                format!("the store's {SUMMARY_FILENAME} remembers it at /exports/{position}");
            self.add(&path, Finding::new(Code::StoreExportGone, message));
        }
    }

    fn check_export(
        &mut self,
        path: &[u8],
        folder: BorrowedFd<'_>,
        has_row: bool,
    ) -> Result<(), ExportError> {
        let place = join(path, MANIFEST_FILENAME.as_bytes());
        if self.is_artifact(&place) {
            return Ok(());
        }
        let report = match read_manifest(folder, self.options.max_findings) {
            Err(invalid) => invalid.into_report(),
            Ok((manifest, report)) => {
                self.enter(path, &manifest);
                let listed: Vec<_> = manifest.artifacts.iter().map(Listed::from).collect();
                let mut findings = compare_files(folder, &listed, false, self.options)?;
                let (exports, _) = split(path);
                if let (store, EXPORTS_FOLDER) = split(exports) {
                    let mut compared = self.summary(store).compare(&manifest);
                    compared.retain(|each| has_row || each.code != Code::StoreSummaryMissing);
                    findings.extend(compared);
                }
                report.extended(findings, self.options.max_findings)
            }
        };
        self.checked.push(Checked::new(&place, report));
        Ok(())
    }

    fn check_snapshot(&mut self, path: &[u8], folder: BorrowedFd<'_>) -> Result<(), ExportError> {
        let most = self.options.max_findings;
        let read = read_beneath(folder, snapshot_filename())
            .map_err(|fault| fault.into_finding().into())
            .and_then(|data| read_snapshot(&data, most));
        let report = match read {
            Err(invalid) => invalid.into_report(),
            Ok(artifacts) => {
                let listed: Vec<_> = artifacts.iter().map(Listed::from).collect();
                let findings = compare_files(folder, &listed, true, self.options)?;
                Report::new(None, findings, most)
            }
        };
        let place = join(path, snapshot_filename().as_bytes());
        self.checked.push(Checked::new(&place, report));
        Ok(())
    }

    fn add(&mut self, path: &[u8], finding: Finding) {
        let report = Report::new(None, vec![finding], usize::MAX);
        self.checked.push(Checked::new(path, report));
    }

    fn enter(&mut self, path: &[u8], manifest: &ExportManifest) {
        let paths = manifest
            .artifacts
            .iter()
            .map(|artifact| artifact.path.as_bytes());
        let named = paths.filter(|path| split(path).1 == MANIFEST_FILENAME.as_bytes());
        self.around.push(Around {
            folder: path.to_vec(),
            listed: named.map(<[u8]>::to_vec).collect(),
        });
    }

    /// Whether a path is below a valid export that the walk came by.
    fn is_in_export(&mut self, path: &[u8]) -> bool {
        let is_around = |around: &&Around| below(path, &around.folder).is_some();
        let still = self.around.iter().take_while(is_around).count();
        self.around.truncate(still);
        !self.around.is_empty()
    }

    /// Whether an export around a manifest lists it: then it is that artifact and no export.
    fn is_artifact(&mut self, path: &[u8]) -> bool {
        let is_listed = |around: &Around| {
            below(path, &around.folder).is_some_and(|path| around.listed.contains(path))
        };
        self.is_in_export(path) && self.around.iter().any(is_listed)
    }

    /// The summary of a store, which is read once while the walk is in it.
    fn summary(&mut self, store: &[u8]) -> &Summary {
        let is_around = |folder: &[u8]| folder == store || below(store, folder).is_some();
        let still = self
            .summaries
            .iter()
            .take_while(|(folder, _)| is_around(folder));
        let still = still.count();
        self.summaries.truncate(still);
        if self
            .summaries
            .last()
            .is_none_or(|(folder, _)| folder != store)
        {
            let summary = Summary::read(self.top, store);
            self.summaries.push((store.to_vec(), summary));
            let others = self.summaries.len().saturating_sub(MOST_SUMMARIES);
            self.summaries.drain(..others);
        }
        let last = self.summaries.len() - 1;
        &self.summaries[last].1
    }
}

impl Checked {
    fn new(path: &[u8], report: Report) -> Self {
        let path = if path.is_empty() { b"." } else { path };
        let path = OsString::from_vec(path.to_vec()).into();
        Self { path, report }
    }
}

/// What is judged of the manifest of a snapshot.
struct Snapshot {
    artifacts: without_roles::Artifacts,
}

record! { Snapshot {
    artifacts: without_roles::Artifacts = "artifacts",
} }

/// Read the artifacts that the manifest of a snapshot lists (EM-STORE-14).
fn read_snapshot(data: &[u8], most: usize) -> Result<without_roles::Artifacts, InvalidManifest> {
    let mut content = read_other(data, SHAPE)?;
    let Value::Object(members) = &mut content else {
        return Err(not_an_object(&content).into());
    };
    let artifacts = members.remove("artifacts");
    let listed = artifacts.map(|artifacts| (Cow::Borrowed("artifacts"), artifacts));
    let document = Value::Object(Object::new(listed.into_iter().collect()));
    let read = schema::read(&document, most);
    let Snapshot { artifacts } = read.map_err(|found| Report::refusal(None, found))?;
    Ok(artifacts)
}

/// Whether DLM writes a row of an export.
fn has_row(entries: &Entries) -> bool {
    entries
        .iter()
        .all(|(name, _)| name.as_c_str() != VL_FILENAME)
}

fn join(folder: &[u8], name: &[u8]) -> Vec<u8> {
    let separator: &[u8] = if folder.is_empty() { b"" } else { b"/" };
    [folder, separator, name].concat()
}

/// The folder and the name of a path.
fn split(path: &[u8]) -> (&[u8], &[u8]) {
    match path.iter().rposition(|byte| *byte == b'/') {
        Some(position) => (&path[..position], &path[position + 1..]),
        None => (b"", path),
    }
}

/// What leads from a folder to a path below it.
fn below<'p>(path: &'p [u8], folder: &[u8]) -> Option<&'p [u8]> {
    if folder.is_empty() {
        return Some(path);
    }
    path.strip_prefix(folder)?.strip_prefix(b"/")
}
