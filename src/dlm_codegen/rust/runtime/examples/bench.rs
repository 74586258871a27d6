//! Time this crate beside `serde_json` into plain structs, document by document.
//!
//! `cargo run --release --example bench -- FILE...` prints one JSON object a line. Both are timed
//! alternately in one process; what `serde_json` does is far less: it checks types and nothing
//! of what is in them.

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::json;

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

const LEAST_ROUNDS: usize = 51;
const LEAST_TIME: Duration = Duration::from_millis(600);
/// A sample repeats a call until it takes about this long, which the clock can tell.
const SAMPLE_TIME: Duration = Duration::from_micros(200);

fn main() -> Result<(), Box<dyn Error>> {
    for file in std::env::args().skip(1) {
        let data = std::fs::read(&file)?;
        let artifacts = dlm_export_manifest::parse(&data)?.manifest.artifacts.len();
        serde_json::from_slice::<PlainManifest>(&data)?;
        // While a result is held, the allocator does not give its memory back after each call.
        let mut last = None;
        let mut ours = Timer::new(|| {
            last = black_box(dlm_export_manifest::parse(black_box(&data)).ok());
        });
        let mut last = None;
        let mut usual = Timer::new(|| {
            last = black_box(serde_json::from_slice::<PlainManifest>(black_box(&data)).ok());
        });
        let start = Instant::now();
        while ours.samples.len() < LEAST_ROUNDS || start.elapsed() < LEAST_TIME {
            ours.sample();
            usual.sample();
        }
        let line = json!({
            "file": file,
            "artifacts": artifacts,
            "ours_ns": ours.median(),
            "usual_ns": usual.median(),
            "usual": "serde_json into a struct",
        });
        println!("{line}");
    }
    Ok(())
}

struct Timer<F> {
    call: F,
    calls: u32,
    samples: Vec<Duration>,
}

impl<F: FnMut()> Timer<F> {
    fn new(mut call: F) -> Self {
        let mut calls = 1;
        while time(&mut call, calls) < SAMPLE_TIME {
            calls *= 2;
        }
        let samples = Vec::new();
        Self {
            call,
            calls,
            samples,
        }
    }

    fn sample(&mut self) {
        self.samples
            .push(time(&mut self.call, self.calls) / self.calls);
    }

    fn median(&mut self) -> u128 {
        self.samples.sort_unstable();
        self.samples[self.samples.len() / 2].as_nanos()
    }
}

fn time(call: &mut impl FnMut(), calls: u32) -> Duration {
    let start = Instant::now();
    for _ in 0..calls {
        call();
    }
    start.elapsed()
}
