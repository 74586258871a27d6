// Generated from src/dlm_codegen/rust/runtime/examples/open.rs by `nox -s generate`. Do not edit.
//! The program of the README: open an export and find its adapters.

use dlm_export_manifest::{ArtifactRole, Export, VerifyOptions};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let export = Export::open(std::env::args_os().nth(1).ok_or("name an export")?)?;
    export.verify(&VerifyOptions::default())?; // A file that is missing, changed or a link.
    let manifest = &export.manifest;
    println!("{} {}", manifest.target, manifest.base_model_hf_id);
    for adapter in export.artifacts(ArtifactRole::Adapter) {
        let file = export.open_artifact(adapter)?; // Nothing outside, and no link.
        println!("{} {}", adapter.path, file.metadata()?.len());
    }
    Ok(())
}
