//! Judge documents by boon: `judge FOLDER`. README.md above has the form.

use std::{collections::HashMap, env, error::Error, fs, io, io::Write as _};

use boon::{Compiler, Schemas};
use serde_json::Value;

const BASE: &str = "https://mirror.invalid/export-manifest/";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("no folder is given")?;
    let mut names = Vec::new();
    let mut compiler = Compiler::new();
    for entry in fs::read_dir(&folder)? {
        let name = entry?.file_name().into_string().map_err(|_| "not UTF-8")?;
        let text = fs::read_to_string(format!("{folder}/{name}/schema.json"))?;
        let schema = serde_json::from_str(&text)?;
        compiler.add_resource(&format!("{BASE}{name}/schema.json"), schema)?;
        names.push(name);
    }
    let mut schemas = Schemas::new();
    let mut judges = HashMap::new();
    for name in names {
        let index = compiler
            .compile(&format!("{BASE}{name}/schema.json"), &mut schemas)
            .map_err(|error| format!("{error:#}"))?;
        judges.insert(name, index);
    }
    for line in io::stdin().lines() {
        let question: Value = serde_json::from_str(&line?)?;
        let name = question["schema"].as_str().ok_or("no schema is named")?;
        let text = question["document"].as_str().ok_or("no document is given")?;
        let document = serde_json::from_str(text)?;
        println!("{}", schemas.validate(&document, judges[name]).is_ok());
        io::stdout().flush()?;
    }
    Ok(())
}
