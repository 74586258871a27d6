//! Opening, verifying and saving export directories.
#![cfg(all(feature = "files", unix))]

use std::error::Error;
use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::ops::ControlFlow;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use dlm_export_manifest::{
    ArtifactRole, Artifacts, Checked, Code, Export, ExportError, MANIFEST_FILENAME, Store,
    VerifyOptions, build_artifact, parse, save, verify, verify_artifact,
};

const CONFIG: &str = "vllm_config.json";

/// A folder that is removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("dlm-files-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder for temporary files");
        Self(path)
    }

    /// An export for vllm.
    fn export(name: &str) -> Self {
        let folder = Self::new(name);
        Self::fill_at(&folder.0).expect("an export");
        folder
    }

    fn fill_at(folder: &Path) -> Result<(), Box<dyn Error>> {
        fs::create_dir_all(folder.join("adapters/tutor"))?;
        let files = [
            ("adapters/tutor/adapter_config.json", ArtifactRole::Adapter),
            (CONFIG, ArtifactRole::RuntimeConfig),
            ("vllm_launch.sh", ArtifactRole::LaunchScript),
        ];
        let mut artifacts = Vec::new();
        for (path, role) in files {
            fs::write(folder.join(path), path)?;
            artifacts.push(build_artifact(folder, path, role)?);
        }
        let mut manifest = parse(&fs::read("tests/data/vllm-v3.json")?)?.manifest;
        manifest.artifacts = Artifacts::try_from(artifacts)?;
        save(folder, manifest)?;
        Ok(())
    }

    /// The codes and paths of what is found.
    fn found(&self) -> Vec<String> {
        let report = match verify(&self.0, &VerifyOptions::default()) {
            Err(ExportError::Invalid(invalid)) => invalid.into_report(),
            verified => verified.expect("a report"),
        };
        let findings = report.findings.iter();
        findings
            .map(|finding| format!("{} {}", finding.code, finding.path.as_deref().unwrap_or("")))
            .collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn faults_of_files_are_found() {
    type Change = fn(&Path) -> std::io::Result<()>;
    let cases: [(&str, Change, &[&str]); 7] = [
        ("as it is", |_| Ok(()), &[]),
        (
            "missing",
            |folder| fs::remove_file(folder.join(CONFIG)),
            &["files/missing vllm_config.json"],
        ),
        (
            "changed",
            |folder| fs::write(folder.join(CONFIG), "VLLM_config.json"),
            &["files/sha256 vllm_config.json"],
        ),
        (
            "longer",
            |folder| fs::write(folder.join(CONFIG), "a longer text than there was"),
            &["files/size vllm_config.json"],
        ),
        (
            "link",
            |folder| {
                fs::rename(folder.join("adapters"), folder.join("moved"))?;
                symlink("moved", folder.join("adapters"))
            },
            &[
                "files/symlink adapters/tutor/adapter_config.json",
                "files/unlisted adapters",
                "files/unlisted moved/tutor/adapter_config.json",
            ],
        ),
        (
            "companion",
            |folder| fs::write(folder.join("Modelfile"), ""),
            &["files/unlisted Modelfile"],
        ),
        (
            "no manifest",
            |folder| fs::remove_file(folder.join(MANIFEST_FILENAME)),
            &["files/missing "],
        ),
    ];
    for (name, change, expected) in cases {
        let folder = Folder::export(name);
        change(&folder.0).expect(name);
        assert_eq!(folder.found(), expected, "{name}");
    }
}

/// Do something over and over while something else is done.
fn meanwhile<T>(mut turn: impl FnMut() + Send, work: impl FnOnce() -> T) -> T {
    struct Done<'a>(&'a AtomicBool);
    impl Drop for Done<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                turn();
            }
        });
        let _done = Done(&done); // Also where the work panics.
        work()
    })
}

fn fifo(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status();
    assert!(made.expect("mkfifo").success());
}

/// What takes turns with a folder in one place is neither followed nor waited for.
#[test]
fn what_is_swapped_for_a_folder_is_not_followed() {
    type Put = fn(&Path);
    let puts: [(&str, Put); 2] = [
        ("link", |aside| symlink("evil", aside).expect("a link")),
        ("fifo", fifo),
    ];
    for (name, put) in puts {
        let folder = Folder::export(&format!("swapped-{name}"));
        let evil = folder.0.join("evil/tutor");
        fs::create_dir_all(&evil).expect("a folder");
        let content = "!".repeat("adapters/tutor/adapter_config.json".len());
        fs::write(evil.join("adapter_config.json"), content).expect("a file");
        let [place, aside, other] = ["adapters", "aside", "other"].map(|name| folder.0.join(name));
        put(&aside);
        let swap = || {
            for (from, to) in [(&place, &other), (&aside, &place), (&other, &aside)] {
                fs::rename(from, to).expect("nobody else renames");
            }
        };
        meanwhile(swap, || {
            for _ in 0..1000 {
                let found = folder.found();
                let followed = found.iter().any(|each| each.starts_with("files/sha256"));
                assert!(!followed, "{found:?}");
            }
        });
    }
}

#[test]
fn nothing_waits_for_the_writer_of_a_fifo() {
    let folder = Folder::export("fifo");
    let manifest = Export::open(&folder.0).expect("an export").manifest;
    let fifo_path = folder.0.join("fifo");
    fifo(&fifo_path);
    let options = VerifyOptions::default();
    let refused = [
        Export::open(&fifo_path).map(drop),
        verify(&fifo_path, &options).map(drop),
        build_artifact(&fifo_path, "a", ArtifactRole::Other).map(drop),
        save(&fifo_path, manifest),
    ];
    for each in refused {
        let kind = match each {
            Err(ExportError::Io(error)) => Some(error.kind()),
            _ => None,
        };
        assert_eq!(kind, Some(ErrorKind::NotADirectory));
    }
}

#[test]
fn an_export_is_opened_and_saved_at_once() {
    let folder = Folder::export("at-once");
    let manifest = Export::open(&folder.0).expect("an export").manifest;
    let save = || save(&folder.0, manifest.clone()).expect("a place");
    meanwhile(save, || {
        for _ in 0..1000 {
            Export::open(&folder.0).expect("the old manifest or the new one");
        }
    });
}

#[test]
fn a_temporary_file_that_is_swept_is_written_again() {
    let folder = Folder::export("swept");
    let manifest = Export::open(&folder.0).expect("an export").manifest;
    let swept = AtomicBool::new(false);
    let sweep = || {
        for entry in fs::read_dir(&folder.0).expect("a folder").flatten() {
            let is_temporary = entry.file_name().to_string_lossy().ends_with(".tmp");
            let is_first = is_temporary && !swept.load(Ordering::Relaxed);
            if is_first && fs::remove_file(entry.path()).is_ok() {
                swept.store(true, Ordering::Relaxed);
            }
        }
    };
    meanwhile(sweep, || {
        while !swept.load(Ordering::Relaxed) {
            save(&folder.0, manifest.clone()).expect("another temporary file");
        }
    });
    assert_eq!(folder.found(), [""; 0]);
}

#[test]
fn progress_counts_and_ends() {
    let folder = Folder::export("progress");
    let read = AtomicU64::new(0);
    let count = |bytes| {
        read.fetch_add(bytes, Ordering::Relaxed);
        ControlFlow::Continue(())
    };
    let options = VerifyOptions::default()
        .progress(&count)
        .jobs(2)
        .max_findings(1);
    verify(&folder.0, &options).expect("a valid export");
    assert_eq!(read.into_inner(), 34 + 16 + 14);
    let end = |_| ControlFlow::Break(());
    let ended = verify(&folder.0, &VerifyOptions::default().progress(&end));
    assert!(matches!(ended, Err(ExportError::Cancelled)), "{ended:?}");
}

/// A large file is hashed while it is read, and everything else holds as for a small one.
#[test]
fn a_large_file_is_read_ahead() -> Result<(), Box<dyn Error>> {
    let folder = Folder::export("large");
    let path = folder.0.join("large");
    let content: Vec<_> = (0..20_000_003_u32).map(|n| n.to_le_bytes()[1]).collect();
    fs::write(&path, &content)?;
    let artifact = build_artifact(&folder.0, "large", ArtifactRole::Other)?;
    assert_eq!(verify_artifact(&artifact, content.as_slice())?, None);
    let mut manifest = Export::open(&folder.0)?.manifest;
    manifest.artifacts = vec![artifact].try_into()?;
    save(&folder.0, manifest)?;

    let read = AtomicU64::new(0);
    let count = |bytes| {
        read.fetch_add(bytes, Ordering::Relaxed);
        ControlFlow::Continue(())
    };
    verify(&folder.0, &VerifyOptions::default().progress(&count))?;
    assert_eq!(read.into_inner(), 20_000_003);

    let end = |_| ControlFlow::Break(());
    let ended = verify(&folder.0, &VerifyOptions::default().progress(&end));
    assert!(matches!(ended, Err(ExportError::Cancelled)), "{ended:?}");

    let grow = |_| {
        let file = fs::OpenOptions::new().append(true).open(&path);
        let grown = file.and_then(|mut file| file.write_all(b"more"));
        grown.expect("a file that grows");
        ControlFlow::Continue(())
    };
    let changed = verify(&folder.0, &VerifyOptions::default().progress(&grow));
    let Err(ExportError::Invalid(invalid)) = changed else {
        panic!("it grows: {changed:?}");
    };
    let first = invalid.report().errors().next();
    assert_eq!(first.map(|each| each.code), Some(Code::FilesChanged));
    Ok(())
}

#[test]
fn one_artifact_is_compared_with_a_stream() {
    let folder = Folder::export("stream");
    let artifact = build_artifact(&folder.0, CONFIG, ArtifactRole::Other).expect("a file");
    let code = |data: &mut &[u8]| {
        let found = verify_artifact(&artifact, data).expect("no error of a slice");
        found.map(|finding| finding.code)
    };
    assert_eq!(code(&mut CONFIG.as_bytes()), None);
    assert_eq!(code(&mut &b"VLLM_config.json"[..]), Some(Code::FilesSha256));
    assert_eq!(code(&mut &b"vllm"[..]), Some(Code::FilesSize));
    let mut long = &b"vllm_config.json and more"[..];
    assert_eq!(code(&mut long), Some(Code::FilesSize));
    assert_eq!(long, b"and more");
}

#[test]
fn an_export_is_opened() -> Result<(), Box<dyn Error>> {
    let folder = Folder::export("opened");
    let export = Export::open(&folder.0)?;
    assert_eq!(export.artifacts(ArtifactRole::BaseModel).count(), 0);
    let artifact = export
        .artifacts(ArtifactRole::RuntimeConfig)
        .next()
        .expect("one");
    let mut text = String::new();
    export.open_artifact(artifact)?.read_to_string(&mut text)?;
    assert_eq!(text, CONFIG);
    let mut longer = artifact.clone();
    longer.size_bytes = 17.try_into()?;
    let refused = export.open_artifact(&longer).expect_err("another size");
    assert_eq!(
        refused.to_string(),
        "vllm_config.json: expected 17 bytes, found 16"
    );
    assert!(export.verify(&VerifyOptions::default())?.is_valid());
    Ok(())
}

/// What is found in a store: where, and which code.
fn found_in_store(store: &Path) -> Vec<String> {
    let checked = Store::open(store).and_then(|store| store.check(&VerifyOptions::default()));
    let mut found = Vec::new();
    for Checked { path, report, .. } in checked.expect("reports") {
        let codes: Vec<_> = report
            .findings
            .iter()
            .map(|each| each.code.as_str())
            .collect();
        found.push(format!("{} {}", path.display(), codes.join(" ")));
    }
    found
}

#[test]
fn everything_in_a_store_has_a_report_in_order() -> Result<(), Box<dyn Error>> {
    let store = Folder::new("store");
    for export in ["exports/b", "exports/vllm", "exports/vllm/inner"] {
        let export = store.0.join(export);
        fs::create_dir_all(&export)?;
        Folder::fill_at(&export)?;
    }
    fs::create_dir(store.0.join("exports/a"))?;
    symlink("b", store.0.join("exports/c"))?;
    let rows = r#"{"exports": [{"quant": "hf", "merged": false, "target": "vllm", "smoke": 0.5},
        {"quant": "Q8_0", "merged": true}], "rate": -Infinity, "text": "\n\u2028"}"#;
    fs::write(store.0.join("manifest.json"), rows)?;
    assert_eq!(
        found_in_store(&store.0),
        [
            "exports/Q8_0 store/export-gone",
            "exports/c store/link",
            "exports/a store/no-manifest",
            "exports/b/export_manifest.json ",
            "exports/vllm/export_manifest.json files/unlisted files/unlisted files/unlisted \
             files/unlisted",
            "exports/vllm/inner/export_manifest.json ",
        ]
    );
    let end = |_| ControlFlow::Break(());
    let ended = Store::open(&store.0)?.check(&VerifyOptions::default().progress(&end));
    assert!(matches!(ended, Err(ExportError::Cancelled)), "{ended:?}");
    Ok(())
}

/// The manifest of a snapshot has any numbers, of which JSON Schema takes some for integers.
#[test]
fn sizes_in_snapshots_are_integers_to_json_schema() -> Result<(), Box<dyn Error>> {
    let store = Folder::new("snapshot");
    let snapshot = store.0.join("exports/hf-snapshot");
    fs::create_dir_all(&snapshot)?;
    fs::write(snapshot.join("x"), "x")?;
    let sizes = [
        ("1", ""),
        ("1.0", ""),
        ("10e-1", ""),
        ("-0", "files/size"),
        ("1.5", "schema/type"),
        ("NaN", "schema/type"),
        ("1e999", "schema/type"),
        ("99999999999999999999", "schema/maximum"),
    ];
    for (size, code) in sizes {
        let digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
        let listed = format!(r#"{{"path": "x", "sha256": "{digest}", "size_bytes": {size}}}"#);
        let manifest = format!(r#"{{"artifacts": [{listed}], "rate": {size}}}"#);
        fs::write(snapshot.join("snapshot_manifest.json"), manifest)?;
        let expected = format!("exports/hf-snapshot/snapshot_manifest.json {code}");
        assert_eq!(found_in_store(&store.0), [expected], "{size}");
    }
    Ok(())
}

/// A manifest that an export lists is a file of it, whatever it says.
#[test]
fn a_manifest_that_is_an_artifact_is_not_judged() -> Result<(), Box<dyn Error>> {
    let store = Folder::new("enclosed");
    let export = store.0.join("exports/vllm");
    fs::create_dir_all(export.join("data"))?;
    Folder::fill_at(&export)?;
    let inner = "data/export_manifest.json";
    fs::write(export.join(inner), "no manifest")?;
    let report = |row: &str| -> Result<Vec<String>, Box<dyn Error>> {
        fs::write(store.0.join("manifest.json"), row)?;
        Ok(found_in_store(&store.0))
    };
    let rows = r#"{"exports": [{"quant": "hf", "merged": false, "target": "vllm"}]}"#;
    let of_inner = format!("exports/vllm/{inner} encoding/syntax");
    let of_export = |codes| format!("exports/vllm/export_manifest.json {codes}");
    assert_eq!(report(rows)?, [of_export("files/unlisted"), of_inner]);
    let mut manifest = Export::open(&export)?.manifest;
    let mut artifacts = manifest.artifacts.to_vec();
    artifacts.push(build_artifact(&export, inner, ArtifactRole::Other)?);
    manifest.artifacts = artifacts.try_into()?;
    save(&export, manifest)?;
    assert_eq!(report(rows)?, [of_export("")]);
    for broken in [
        "[]",
        "{\"a\": 1, \"a\": 2}",
        "{\"exports\": 01}",
        "{",
        "\"\n\"",
    ] {
        assert_eq!(
            report(broken)?,
            [of_export("store/summary-missing")],
            "{broken}"
        );
    }
    Ok(())
}

#[test]
fn what_is_no_manifest_is_not_replaced() -> Result<(), Box<dyn Error>> {
    let folder = Folder::export("saved");
    let place = folder.0.join(MANIFEST_FILENAME);
    let manifest = Export::open(&folder.0)?.manifest;
    for mode in [0o600, 0o640, 0o664, 0o666] {
        fs::set_permissions(&place, fs::Permissions::from_mode(mode))?;
        save(&folder.0, manifest.clone())?;
        assert_eq!(fs::metadata(&place)?.permissions().mode() & 0o777, mode);
    }
    fs::remove_file(&place)?;
    symlink("elsewhere", &place)?;
    let refused = save(&folder.0, manifest).expect_err("a link");
    assert_eq!(
        refused.to_string(),
        "export_manifest.json: is not a regular file"
    );
    for path in ["../outside", "a//b", "gone"] {
        assert!(build_artifact(&folder.0, path, ArtifactRole::Other).is_err());
    }
    Ok(())
}
