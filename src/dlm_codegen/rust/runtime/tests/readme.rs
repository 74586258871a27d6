//! The program of the README, on an example of the repository: no part of the packed crate.
#![cfg(all(feature = "files", unix))]

use std::error::Error;
use std::path::Path;
use std::process::Command;

#[test]
fn the_program_in_the_readme_runs_on_an_example() -> Result<(), Box<dyn Error>> {
    let (_, program) = include_str!("../examples/open.rs")
        .split_once("\n\n")
        .expect("a program");
    assert!(include_str!("../README.md").contains(program));
    let tests = std::env::current_exe()?;
    let built = tests
        .parent()
        .and_then(Path::parent)
        .expect("a folder of what is built");
    let examples = Path::new("../../examples/version-2/01KQ8XAMP1E0STAGE0DEM0ST0R/exports/vllm");
    let ended = Command::new(built.join("examples/open"))
        .arg(examples)
        .output()?;
    let printed = String::from_utf8(ended.stdout)?;
    assert_eq!(
        printed.lines().collect::<Vec<_>>(),
        [
            "vllm HuggingFaceTB/SmolLM2-135M-Instruct",
            "adapters/tutor/adapter_config.json 30",
            "adapters/tutor/adapter_model.safetensors 86",
        ]
    );
    Ok(())
}
