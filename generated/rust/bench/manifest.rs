// Generated from src/dlm_codegen/rust/runtime/bench/manifest.rs by `nox -s generate`. Do not edit.
//! Read each file in the folder `BENCH_DOCUMENTS` strictly and in the usual way, `serde_json` into
//! plain structs, which checks types and nothing of what is in them; and verify the export
//! directory `BENCH_EXPORT`.

use std::env;
use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::PathBuf;

use criterion::Criterion;
use serde::Deserialize;

/// What a program would write that only wants the members.
#[derive(Deserialize)]
#[allow(dead_code)] // Reading them is all that is timed.
struct PlainManifest {
    schema_version: Option<u64>,
    target: Option<String>,
    quant: String,
    merged: bool,
    dequantized: bool,
    ollama_name: Option<String>,
    created_at: String,
    created_by: String,
    llama_cpp_tag: Option<String>,
    base_model_hf_id: String,
    base_model_revision: String,
    adapter_version: u64,
    artifacts: Vec<PlainArtifact>,
}

#[derive(Deserialize)]
#[allow(dead_code)] // As above.
struct PlainArtifact {
    path: String,
    sha256: String,
    size_bytes: u64,
    role: Option<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut criterion = Criterion::default().configure_from_args();
    if let Some(folder) = env::var_os("BENCH_DOCUMENTS") {
        let listed = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
        let mut files = listed.collect::<Result<Vec<PathBuf>, _>>()?;
        files.sort();
        for file in files {
            let name = file.file_stem().unwrap_or_default().to_string_lossy();
            read(&mut criterion, &format!("Read/{name}"), &fs::read(&file)?)?;
        }
    }
    #[cfg(unix)]
    if let Some(export) = env::var_os("BENCH_EXPORT") {
        verify(&mut criterion, export.as_ref());
    }
    criterion.final_summary();
    Ok(())
}

fn read(criterion: &mut Criterion, name: &str, data: &[u8]) -> Result<(), Box<dyn Error>> {
    dlm_export_manifest::parse(data)?;
    serde_json::from_slice::<PlainManifest>(data)?;
    let mut group = criterion.benchmark_group(name);
    group.bench_function("strict", |bencher| {
        bencher.iter(|| dlm_export_manifest::parse(black_box(data)));
    });
    group.bench_function("usual", |bencher| {
        bencher.iter(|| serde_json::from_slice::<PlainManifest>(black_box(data)));
    });
    group.finish();
    Ok(())
}

#[cfg(unix)]
fn verify(criterion: &mut Criterion, export: &std::path::Path) {
    let mut group = criterion.benchmark_group("Verify/2-GiB");
    group.sampling_mode(criterion::SamplingMode::Flat);
    group.sample_size(10);
    group.bench_function("strict", |bencher| {
        let options = dlm_export_manifest::VerifyOptions::default();
        bencher.iter(|| {
            let report = dlm_export_manifest::verify(export, &options);
            assert!(report.is_ok_and(|report| report.is_valid()));
        });
    });
    group.finish();
}
