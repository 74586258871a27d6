//! Read and write documents by generated Rust. README.md above has the form.

use std::{error::Error, io};

typify::import_types!("schema.json");

fn main() -> Result<(), Box<dyn Error>> {
    for line in io::stdin().lines() {
        let text: String = serde_json::from_str(&line?)?;
        let answer = serde_json::from_str::<ExportManifest>(&text)
            .and_then(|manifest| serde_json::to_string(&manifest))
            .ok();
        println!("{}", serde_json::to_string(&answer)?);
    }
    Ok(())
}
