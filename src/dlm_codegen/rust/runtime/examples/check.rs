//! The program of the README that checks a store.

use dlm_export_manifest::{Store, VerifyOptions};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let store = Store::open(std::env::args_os().nth(1).ok_or("name a store")?)?;
    for checked in store.check(&VerifyOptions::default())? {
        for finding in checked.report.errors().chain(checked.report.warnings()) {
            println!("{}: {finding}", checked.path.display());
        }
    }
    Ok(())
}
