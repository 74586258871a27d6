// Generated from src/dlm_codegen/rust/runtime/tests/readme.rs by `nox -s generate`. Do not edit.
//! The programs of the README, on examples of the repository: no part of the packed crate.
#![cfg(all(feature = "files", unix))]

use std::error::Error;
use std::path::Path;
use std::process::Command;

const STORE: &str = "../../examples/version-2/01KQ8XAMP1E0STAGE0DEM0ST0R";

/// Run a program that the README shows, and return the lines that it prints.
fn run(name: &str, source: &str, path: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let (_, program) = source.split_once("\n\n").expect("a program");
    assert!(include_str!("../README.md").contains(program));
    let tests = std::env::current_exe()?;
    let built = tests
        .parent()
        .and_then(Path::parent)
        .expect("a folder of what is built");
    let ended = Command::new(built.join("examples").join(name))
        .arg(path)
        .output()?;
    let printed = String::from_utf8(ended.stdout)?;
    Ok(printed.lines().map(str::to_owned).collect())
}

#[test]
fn an_example_is_opened() -> Result<(), Box<dyn Error>> {
    let export = Path::new(STORE).join("exports/vllm");
    let printed = run("open", include_str!("../examples/open.rs"), &export)?;
    assert_eq!(
        printed,
        [
            "vllm HuggingFaceTB/SmolLM2-135M-Instruct",
            "adapters/tutor/adapter_config.json 30",
            "adapters/tutor/adapter_model.safetensors 86",
        ]
    );
    Ok(())
}

#[test]
fn an_example_of_a_store_is_checked() -> Result<(), Box<dyn Error>> {
    let source = include_str!("../examples/check.rs");
    assert_eq!(run("check", source, Path::new(STORE))?, [""; 0]);
    let above = Path::new(STORE).join("exports/vllm/adapters");
    assert_eq!(
        run("check", source, &above)?,
        [".: files/missing at the top: holds no export_manifest.json, at any depth"]
    );
    Ok(())
}
