//! The files layer: does an export directory hold what its manifest says (SPEC sections 7.1, 7.2)?
//!
//! A file is opened one segment at a time, each relative to the folder before it, and no link is
//! followed, not even one that is put there meanwhile.

use std::collections::HashSet;
use std::error::Error;
use std::ffi::CString;
use std::fmt;
use std::fs::{File, Metadata};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, ErrorKind, Read, Write};
use std::ops::ControlFlow;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rustix::fs::{
    AtFlags, CWD, Dir, FileType, Mode, OFlags, Stat, fchmod, fstat, fsync, openat, renameat,
    statat, unlinkat,
};
use rustix::io::Errno;

use crate::MANIFEST_FILENAME;
use crate::canonical::quoted;
use crate::catalogue::{CHECKED, listed as published, of_kind, pattern_of};
use crate::code::Severity;
use crate::codes::Code;
use crate::digest::{Progress, digest_of, digest_of_file, is_cancelled};
use crate::error::InvalidManifest;
use crate::judgement::latest;
use crate::reader::MAX_BYTES;
use crate::report::{DEFAULT_MAX_FINDINGS, Finding, Report, excerpt};
use crate::versions::{ArtifactRole, ExportArtifact, ExportManifest, Manifest, without_roles};

/// An export directory that is held open: it stays that one, whatever is put in its place.
#[derive(Debug)]
pub struct Export {
    /// The manifest as the latest version, whichever it is written in.
    pub manifest: ExportManifest,
    /// What deserves a look in the manifest.
    pub warnings: Vec<Finding>,
    directory: OwnedFd,
}

impl Export {
    /// Open an export directory and read its manifest; [`Export::verify`] compares the files.
    ///
    /// # Errors
    ///
    /// [`ExportError::Invalid`] where the manifest is not valid or cannot be read, and
    /// [`ExportError::Io`] where there is no such directory.
    pub fn open(directory: impl AsRef<Path>) -> Result<Self, ExportError> {
        let directory = open_directory(directory.as_ref())?;
        let (manifest, report) = read_manifest(directory.as_fd(), DEFAULT_MAX_FINDINGS)?;
        Ok(Self {
            manifest,
            warnings: report.findings,
            directory,
        })
    }

    /// Compare the files with the manifest as it is on disk now, as [`verify`] does.
    ///
    /// # Errors
    ///
    /// Those of [`verify`].
    pub fn verify(&self, options: &VerifyOptions<'_>) -> Result<Report, ExportError> {
        verify_in(self.directory.as_fd(), options)
    }

    /// The artifacts of a role, in the order of the manifest.
    pub fn artifacts(&self, role: ArtifactRole) -> impl Iterator<Item = &ExportArtifact> {
        let artifacts = self.manifest.artifacts.iter();
        artifacts.filter(move |artifact| artifact.role == role)
    }

    /// Open the file of an artifact for reading: nothing outside the directory, and no link.
    ///
    /// # Errors
    ///
    /// [`ExportError::Io`] where it cannot be opened so, or is of another size.
    pub fn open_artifact(&self, artifact: &ExportArtifact) -> Result<File, ExportError> {
        let opened = open_beneath(self.directory.as_fd(), artifact.path.as_bytes());
        let (file, status) = opened.map_err(|fault| fault.into_io(&artifact.path))?;
        let listed = Listed::from(artifact);
        if status.len() != listed.size_bytes {
            let finding = other_size("", listed, status.len());
            return Err(io::Error::new(ErrorKind::InvalidData, finding.message).into());
        }
        Ok(file)
    }
}

/// Choices that verifying leaves to the caller.
#[derive(Clone, Copy)]
#[must_use]
pub struct VerifyOptions<'a> {
    pub(crate) max_findings: usize,
    jobs: usize,
    progress: Progress<'a>,
}

impl Default for VerifyOptions<'_> {
    fn default() -> Self {
        Self {
            max_findings: DEFAULT_MAX_FINDINGS,
            jobs: thread::available_parallelism().map_or(1, usize::from),
            progress: None,
        }
    }
}

impl fmt::Debug for VerifyOptions<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("VerifyOptions");
        shown.field("max_findings", &self.max_findings);
        shown.field("jobs", &self.jobs).finish_non_exhaustive()
    }
}

impl<'a> VerifyOptions<'a> {
    /// List so many findings at most, the worst; all are counted.
    pub fn max_findings(self, max_findings: usize) -> Self {
        Self {
            max_findings,
            ..self
        }
    }

    /// Read so many files at once; one for each core unless this is asked for.
    pub fn jobs(self, jobs: usize) -> Self {
        Self { jobs, ..self }
    }

    /// Tell of the bytes of each piece that was read, from several threads at once.
    ///
    /// `ControlFlow::Break` ends the verification with [`ExportError::Cancelled`].
    pub fn progress(self, progress: &'a (dyn Fn(u64) -> ControlFlow<()> + Sync)) -> Self {
        let progress = Some(progress);
        Self { progress, ..self }
    }
}

/// Why an export could not be opened, verified, described or saved.
#[derive(Debug)]
#[non_exhaustive]
pub enum ExportError {
    /// The manifest or the files are not as they should be: the report says where and why.
    Invalid(InvalidManifest),
    /// The system refused, or what is there must not be opened.
    Io(io::Error),
    /// The progress callback asked for an end.
    Cancelled,
}

impl fmt::Display for ExportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(invalid) => invalid.fmt(formatter),
            Self::Io(error) => error.fmt(formatter),
            Self::Cancelled => formatter.write_str("cancelled"),
        }
    }
}

impl Error for ExportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Invalid(invalid) => Some(invalid),
            Self::Io(error) => Some(error),
            Self::Cancelled => None,
        }
    }
}

impl From<InvalidManifest> for ExportError {
    fn from(invalid: InvalidManifest) -> Self {
        Self::Invalid(invalid)
    }
}

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Judge the manifest of an export directory and, where it is valid, compare every file with it.
///
/// Nothing outside the directory is opened, no link in it is followed, and memory does not depend on
/// the size of the files. It proves that files and manifest agree, not who wrote them.
///
/// # Errors
///
/// [`ExportError::Invalid`] with the report where that has an error, [`ExportError::Io`] where there
/// is no such directory, and [`ExportError::Cancelled`].
pub fn verify(
    directory: impl AsRef<Path>,
    options: &VerifyOptions<'_>,
) -> Result<Report, ExportError> {
    verify_in(open_directory(directory.as_ref())?.as_fd(), options)
}

/// Compare what a reader gives with an artifact: a finding where it is of another size or digest.
///
/// At most one byte more than the artifact has is read.
///
/// # Errors
///
/// That of the reader.
pub fn verify_artifact(
    artifact: &ExportArtifact,
    reader: impl Read,
) -> io::Result<Option<Finding>> {
    let listed = Listed::from(artifact);
    let found = digest_of(reader, listed.size_bytes, None)?;
    Ok(compare("", listed, &found))
}

/// Describe a file of an export directory, opened as [`verify`] opens files.
///
/// # Errors
///
/// [`ExportError::Io`] where it cannot be opened so, has no path that a manifest can say, or changes
/// while it is read.
pub fn build_artifact(
    directory: impl AsRef<Path>,
    path: &str,
    role: ArtifactRole,
) -> Result<ExportArtifact, ExportError> {
    let refused = |kind, why: &dyn fmt::Display| io::Error::new(kind, format!("{path}: {why}"));
    let directory = open_directory(directory.as_ref())?;
    let named = path.try_into();
    let named = named.map_err(|invalid| refused(ErrorKind::InvalidInput, &invalid))?;
    let opened = open_beneath(directory.as_fd(), path.as_bytes());
    let (file, before) = opened.map_err(|fault| fault.into_io(path))?;
    let (digest, size) = digest_of_file(&file, before.len(), None)?;
    if size != before.len() || has_changed(&before, &file.metadata()?, false) {
        let why = "changed while it was read; try again";
        return Err(refused(ErrorKind::InvalidData, &why).into());
    }
    let size = size.try_into();
    Ok(ExportArtifact {
        path: named,
        sha256: digest.as_str().try_into().map_err(io::Error::other)?,
        size_bytes: size.map_err(|invalid| refused(ErrorKind::InvalidInput, &invalid))?,
        role,
    })
}

/// Write a manifest into an export directory, in canonical form: a reader sees the old one or the
/// new one, also after a crash.
///
/// # Errors
///
/// [`ExportError::Invalid`] where it is not valid, and [`ExportError::Io`] where it cannot be written
/// or what has its name is no regular file. Nothing is changed then.
pub fn save(directory: impl AsRef<Path>, manifest: impl Into<Manifest>) -> Result<(), ExportError> {
    let data = manifest.into().to_canonical_bytes()?;
    let directory = open_directory(directory.as_ref())?;
    // A temporary file can be swept by somebody who takes it for that of a writer that was killed.
    let is_swept = |error: &io::Error| error.kind() == ErrorKind::NotFound;
    let mut saved = save_once(directory.as_fd(), &data);
    for _ in 1..SAVE_TRIES {
        if saved.as_ref().is_err_and(is_swept) {
            saved = save_once(directory.as_fd(), &data);
        }
    }
    saved.map_err(|error| io::Error::new(error.kind(), format!("{MANIFEST_FILENAME}: {error}")))?;
    let _ = fsync(directory); // Not every file system syncs directories.
    Ok(())
}

const SAVE_TRIES: usize = 8;

/// Give a directory a manifest by way of a temporary file.
fn save_once(directory: BorrowedFd<'_>, data: &[u8]) -> io::Result<()> {
    let mode = match statat(directory, MANIFEST_FILENAME, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(old) if FileType::from_raw_mode(old.st_mode) == FileType::RegularFile => {
            Some(Mode::from_raw_mode(old.st_mode) & (Mode::RWXU | Mode::RWXG | Mode::RWXO))
        }
        Ok(_) => {
            return Err(io::Error::new(
                ErrorKind::InvalidInput,
                Fault::NotRegular.to_string(),
            ));
        }
        Err(Errno::NOENT) => None,
        Err(error) => return Err(error.into()),
    };
    let random = RandomState::new().build_hasher().finish();
    let temporary = format!(".dlm-schema-{random:016x}.tmp");
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
    let created = mode.unwrap_or(Mode::from_raw_mode(0o666));
    let file = File::from(openat(directory, &temporary, flags, created)?);
    let saved = write(file, data, mode).and_then(|own| {
        let found = statat(directory, &temporary, AtFlags::SYMLINK_NOFOLLOW)?;
        if (own.st_dev, own.st_ino) != (found.st_dev, found.st_ino) {
            return Err(ErrorKind::NotFound.into()); // Another has put something there.
        }
        Ok(renameat(
            directory,
            &temporary,
            directory,
            MANIFEST_FILENAME,
        )?)
    });
    if saved.is_err() {
        let _ = unlinkat(directory, &temporary, AtFlags::empty()); // `check` knows what is left.
    }
    saved
}

fn write(mut file: File, data: &[u8], mode: Option<Mode>) -> io::Result<Stat> {
    file.write_all(data)?;
    if let Some(mode) = mode {
        fchmod(&file, mode)?; // The umask has narrowed it.
    }
    file.sync_all()?;
    Ok(fstat(&file)?)
}

/// Why a file is not opened.
#[derive(Debug)]
pub(crate) enum Fault {
    Symlink,
    NotRegular,
    Missing,
    Unreadable(io::Error),
}

impl From<Errno> for Fault {
    fn from(error: Errno) -> Self {
        match error {
            Errno::LOOP | Errno::MLINK => Self::Symlink,
            Errno::NOENT | Errno::NOTDIR | Errno::NAMETOOLONG => Self::Missing,
            Errno::NXIO | Errno::OPNOTSUPP => Self::NotRegular, // A socket.
            other => Self::Unreadable(other.into()),
        }
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Symlink => "is a symbolic link, which is never followed; name the file itself",
            Self::NotRegular => "is not a regular file",
            Self::Missing => "no such file or directory",
            Self::Unreadable(error) => return error.fmt(formatter),
        })
    }
}

impl Fault {
    fn code(&self) -> Code {
        match self {
            Self::Symlink => Code::FilesSymlink,
            Self::NotRegular => Code::FilesNotRegular,
            Self::Missing => Code::FilesMissing,
            Self::Unreadable(_) => Code::FilesUnreadable,
        }
    }

    pub(crate) fn into_finding(self) -> Finding {
        Finding::new(self.code(), self.to_string())
    }

    fn into_io(self, path: &str) -> io::Error {
        let kind = match &self {
            Self::Symlink | Self::NotRegular => ErrorKind::InvalidInput,
            Self::Missing => ErrorKind::NotFound,
            Self::Unreadable(error) => error.kind(),
        };
        io::Error::new(kind, format!("{path}: {self}"))
    }
}

/// How a folder is opened that is only passed through, which needs no permission to list it.
#[cfg(any(target_os = "linux", target_os = "android"))]
const PASSAGE: OFlags = OFlags::PATH;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const PASSAGE: OFlags = OFlags::RDONLY;

/// Open a directory, which the caller may name by a link; nothing waits for the writer of a FIFO.
pub(crate) fn open_directory(path: &Path) -> io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    Ok(openat(CWD, path, flags, Mode::empty())?)
}

/// Open a folder below a directory for listing it.
pub(crate) fn open_folder(directory: BorrowedFd<'_>, path: &[u8]) -> Result<OwnedFd, Fault> {
    let path = if path.is_empty() { b"." } else { path };
    open_at(directory, path, OFlags::DIRECTORY)
}

/// Open what a path leads to below a directory, one segment at a time.
fn open_at(directory: BorrowedFd<'_>, path: &[u8], flags: OFlags) -> Result<OwnedFd, Fault> {
    let mut held: Option<OwnedFd> = None;
    let mut rest = path;
    while let Some(end) = rest.iter().position(|byte| *byte == b'/') {
        let around = held.as_ref().map_or(directory, AsFd::as_fd);
        held = Some(open_segment(
            around,
            &rest[..end],
            PASSAGE | OFlags::DIRECTORY,
        )?);
        rest = &rest[end + 1..];
    }
    let around = held.as_ref().map_or(directory, AsFd::as_fd);
    open_segment(around, rest, flags)
}

fn open_segment(folder: BorrowedFd<'_>, name: &[u8], flags: OFlags) -> Result<OwnedFd, Fault> {
    let flags = flags | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    openat(folder, name, flags, Mode::empty()).map_err(|error| {
        // A link that is opened as a folder is refused with this error.
        let is_link = error == Errno::NOTDIR
            && statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)
                .is_ok_and(|status| FileType::from_raw_mode(status.st_mode) == FileType::Symlink);
        if is_link {
            Fault::Symlink
        } else {
            error.into()
        }
    })
}

fn open_beneath(directory: BorrowedFd<'_>, path: &[u8]) -> Result<(File, Metadata), Fault> {
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY;
    let file = File::from(open_at(directory, path, flags)?);
    let status = file.metadata()?;
    if status.is_file() {
        Ok((file, status))
    } else {
        Err(Fault::NotRegular)
    }
}

/// Read a file of a directory as far as a document may go, and a byte more.
pub(crate) fn read_beneath(directory: BorrowedFd<'_>, name: &str) -> Result<Vec<u8>, Fault> {
    let (file, _) = open_beneath(directory, name.as_bytes())?;
    let mut data = Vec::new();
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut data)?;
    Ok(data)
}

pub(crate) fn read_manifest(
    directory: BorrowedFd<'_>,
    most: usize,
) -> Result<(ExportManifest, Report), InvalidManifest> {
    let data = read_beneath(directory, MANIFEST_FILENAME).map_err(Fault::into_finding)?;
    latest(&data, most)
}

fn verify_in(
    directory: BorrowedFd<'_>,
    options: &VerifyOptions<'_>,
) -> Result<Report, ExportError> {
    let (manifest, report) = read_manifest(directory, options.max_findings)?;
    let listed: Vec<_> = manifest.artifacts.iter().map(Listed::from).collect();
    let findings = compare_files(directory, &listed, false, options)?;
    let report = report.extended(findings, options.max_findings);
    if report.is_valid() {
        Ok(report)
    } else {
        Err(InvalidManifest::from(report).into())
    }
}

/// What a manifest says of a file.
#[derive(Clone, Copy)]
pub(crate) struct Listed<'m> {
    path: &'m str,
    sha256: &'m str,
    size_bytes: u64,
}

impl<'m> From<&'m ExportArtifact> for Listed<'m> {
    fn from(artifact: &'m ExportArtifact) -> Self {
        Self {
            path: &artifact.path,
            sha256: &artifact.sha256,
            size_bytes: artifact.size_bytes.get(),
        }
    }
}

impl<'m> From<&'m without_roles::ExportArtifact> for Listed<'m> {
    fn from(artifact: &'m without_roles::ExportArtifact) -> Self {
        Self {
            path: &artifact.path,
            sha256: &artifact.sha256,
            size_bytes: artifact.size_bytes.get(),
        }
    }
}

/// Compare the files of an export or a snapshot with what its manifest lists.
pub(crate) fn compare_files(
    directory: BorrowedFd<'_>,
    artifacts: &[Listed<'_>],
    is_snapshot: bool,
    options: &VerifyOptions<'_>,
) -> Result<Vec<Finding>, ExportError> {
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(artifact) = artifacts.get(index) else {
                return;
            };
            let findings = examine(directory, index, *artifact, options.progress);
            if findings.is_none() {
                next.store(artifacts.len(), Ordering::Relaxed);
            }
            if let Ok(mut found) = found.lock() {
                found.push((index, findings));
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..options.jobs.min(artifacts.len()) {
            // Where there is no thread to be had, fewer files are read at once.
            let _ = thread::Builder::new().spawn_scoped(scope, work);
        }
        work();
    });
    let mut found = found.into_inner().unwrap_or_default();
    found.sort_unstable_by_key(|(index, _)| *index);
    let mut findings = Vec::new();
    for (_, each) in found {
        findings.extend(each.ok_or(ExportError::Cancelled)?);
    }
    let listed = artifacts.iter().map(|artifact| artifact.path.as_bytes());
    unlisted(directory, &listed.collect(), is_snapshot, &mut findings);
    Ok(findings)
}

/// Compare one file with its artifact, or tell by `None` that this was cancelled.
fn examine(
    directory: BorrowedFd<'_>,
    index: usize,
    artifact: Listed<'_>,
    progress: Progress<'_>,
) -> Option<Vec<Finding>> {
    let pointer = format!("/artifacts/{index}");
    let path = artifact.path;
    let about = |code, why: &dyn fmt::Display| {
        let finding = Finding::new(code, format!("{path}{why}")).at(format!("{pointer}/path"));
        finding.about(path.to_owned())
    };
    let refused = |fault: &Fault| about(fault.code(), &format!(": {fault}"));
    let mut findings = Vec::new();
    let (file, before) = match open_beneath(directory, path.as_bytes()) {
        Ok(opened) => opened,
        Err(fault) => return Some(vec![refused(&fault)]),
    };
    if before.nlink() > 1 {
        let names = before.nlink();
        let why = format!(" has {names} names on its file system");
        findings.push(about(Code::FilesHardLink, &why));
    }
    if before.len() != artifact.size_bytes {
        findings.push(other_size(&pointer, artifact, before.len()));
        return Some(findings);
    }
    let read = digest_of_file(&file, before.len(), progress);
    match read.and_then(|found| Ok((found, file.metadata()?))) {
        Err(error) if is_cancelled(&error) => return None,
        Err(error) => findings.push(refused(&error.into())),
        Ok((found, after)) => {
            let found = compare(&pointer, artifact, &found);
            if has_changed(&before, &after, found.is_none()) {
                findings.push(about(Code::FilesChanged, &" changed while it was read"));
            } else {
                findings.extend(found);
            }
        }
    }
    Some(findings)
}

fn other_size(pointer: &str, artifact: Listed<'_>, found: u64) -> Finding {
    let (path, expected) = (artifact.path, artifact.size_bytes);
    let message = format!("{path}: expected {expected} bytes, found {found}");
    Finding::new(Code::FilesSize, message)
        .at(format!("{pointer}/size_bytes"))
        .about(path.to_owned())
        .comparing(expected.to_string(), found.to_string())
}

fn compare(pointer: &str, artifact: Listed<'_>, (digest, size): &(String, u64)) -> Option<Finding> {
    let (path, expected) = (artifact.path, artifact.sha256);
    if *size != artifact.size_bytes {
        return Some(other_size(pointer, artifact, *size));
    }
    if expected == digest {
        return None;
    }
    let message = format!("{path}: expected {expected}, found {digest}");
    let finding = Finding::new(Code::FilesSha256, message)
        .at(format!("{pointer}/sha256"))
        .about(path.to_owned())
        .comparing(quoted(expected), quoted(digest));
    Some(finding)
}

/// Whether a file is not what it was (EM-VERIFY-10). A new name or mode changes only when its status
/// changed, and nothing if the digest is the recorded one.
fn has_changed(before: &Metadata, after: &Metadata, is_recorded: bool) -> bool {
    let content = |status: &Metadata| (status.len(), status.mtime(), status.mtime_nsec());
    let changed = |status: &Metadata| (status.ctime(), status.ctime_nsec());
    content(before) != content(after)
        || after.nlink() < before.nlink()
        || (!is_recorded && changed(before) != changed(after))
}

/// A folder that is deeper cannot hold an artifact.
const MAX_FOLDERS: usize = 256;

/// Report what lies in the directory, at any depth, and is no artifact.
fn unlisted(
    directory: BorrowedFd<'_>,
    listed: &HashSet<&[u8]>,
    is_snapshot: bool,
    findings: &mut Vec<Finding>,
) {
    let manifest = if is_snapshot {
        snapshot_filename()
    } else {
        MANIFEST_FILENAME
    };
    let mut pending = vec![(Vec::new(), 0)];
    while let Some((folder, depth)) = pending.pop() {
        let entries = open_folder(directory, &folder).and_then(|opened| entries_of(&opened));
        let entries = match entries {
            Ok(entries) => entries,
            Err(fault) => {
                let name = String::from_utf8_lossy(if folder.is_empty() { b"." } else { &folder });
                let finding = Finding::new(Code::FilesUnreadable, format!("{name}: {fault}"));
                findings.push(finding.at("/artifacts").about(name.into_owned()));
                continue;
            }
        };
        let mut inner = Vec::new();
        for (name, kind) in entries {
            let separator: &[u8] = if folder.is_empty() { b"" } else { b"/" };
            let path = [&folder, separator, name.to_bytes()].concat();
            if kind == FileType::Directory && depth < MAX_FOLDERS {
                inner.push((path, depth + 1));
            } else if !listed.contains(path.as_slice()) && path != manifest.as_bytes() {
                let path = String::from_utf8_lossy(&path).into_owned();
                let message = format!("{} is not listed", excerpt(&path));
                let finding = Finding::new(Code::FilesUnlisted, message);
                let finding = if is_companion(&path, is_snapshot) {
                    finding.weighing(companion_severity())
                } else {
                    finding
                };
                findings.push(finding.at("/artifacts").about(path));
            }
        }
        pending.extend(inner.into_iter().rev());
    }
}

/// What lies in a folder, in order: each name, and what it is.
pub(crate) fn entries_of(folder: &OwnedFd) -> Result<Vec<(CString, FileType)>, Fault> {
    let mut entries = Vec::new();
    for entry in Dir::read_from(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if name == c"." || name == c".." {
            continue;
        }
        let kind = match entry.file_type() {
            FileType::Unknown => statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)
                .map(|status| FileType::from_raw_mode(status.st_mode))?,
            known => known,
        };
        entries.push((name.to_owned(), kind));
    }
    entries.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    Ok(entries)
}

/// Whether a file belongs to exports although no artifact lists it (EM-FILE-12, EM-STORE-15).
fn is_companion(path: &str, is_snapshot: bool) -> bool {
    let (is_at_top, name) = match path.rsplit_once('/') {
        Some((_, name)) => (false, name.as_bytes()),
        None => (true, path.as_bytes()),
    };
    let lists = [
        (true, "companions", "anywhere"),
        (is_at_top, "companions", "at_top"),
        (is_snapshot, "snapshots", "companions"),
    ];
    lists.into_iter().any(|(applies, kind, list)| {
        let mut patterns = published(kind, list).map(|each| pattern_of(each).expect(CHECKED));
        applies && patterns.any(|pattern| pattern.matches(name))
    })
}

fn companion_severity() -> Severity {
    let said = of_kind("companions").find_map(|(_, data)| data.text("severity"));
    let is_said = |severity: &Severity| Some(severity.as_str()) == said;
    let all = [Severity::Note, Severity::Warning, Severity::Error];
    all.into_iter().find(is_said).expect(CHECKED)
}

/// Name of the manifest of a snapshot.
pub(crate) fn snapshot_filename() -> &'static str {
    let mut named = of_kind("snapshots").filter_map(|(_, data)| data.text("filename"));
    named.next().expect(CHECKED)
}
