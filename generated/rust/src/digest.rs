// Generated from src/dlm_codegen/rust/runtime/src/digest.rs by `nox -s generate`. Do not edit.
//! Digests of files in constant memory, told of as they are made.

use std::error::Error;
use std::fmt;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::ops::ControlFlow;
use std::sync::mpsc;
use std::thread;

use sha2::{Digest, Sha256};

/// Hears of the bytes of each piece that was read.
pub(crate) type Progress<'a> = Option<&'a (dyn Fn(u64) -> ControlFlow<()> + Sync)>;

/// A piece of this size stays in the cache of one core.
const PIECE: usize = 256 * 1024;

/// From this size on, a thread reads a file while another hashes it.
const LARGE: u64 = 8 * 1024 * 1024;

/// How many pieces there are then: one is read, one waits, and one is hashed.
const PIECES: usize = 3;

/// The SHA-256 digest and the size of what a reader gives, of which one byte more than is expected is
/// read at most.
pub(crate) fn digest_of(
    reader: impl Read,
    expected: u64,
    progress: Progress<'_>,
) -> io::Result<(String, u64)> {
    let mut reader = reader.take(expected.saturating_add(1));
    let mut piece = vec![0; PIECE.min(usize::try_from(expected).unwrap_or(PIECE) + 1)];
    let mut hashing = Hashing::new(progress);
    loop {
        match read_piece(&mut reader, &mut piece)? {
            0 => return Ok(hashing.end()),
            count => hashing.add(&piece[..count])?,
        }
    }
}

/// The digest and the size of a file, as [`digest_of`] gives them.
pub(crate) fn digest_of_file(
    file: &File,
    expected: u64,
    progress: Progress<'_>,
) -> io::Result<(String, u64)> {
    if expected < LARGE {
        return digest_of(file, expected, progress);
    }
    thread::scope(|scope| {
        let (filled, to_hash) = mpsc::channel();
        let (hashed, to_fill) = mpsc::channel::<Vec<u8>>();
        let read_ahead = move || {
            let mut reader = file.take(expected.saturating_add(1));
            for mut piece in to_fill {
                let read = match read_piece(&mut reader, &mut piece) {
                    Ok(0) => return,
                    read => read.map(|count| (piece, count)),
                };
                if filled.send(read).is_err() {
                    return;
                }
            }
        };
        if thread::Builder::new()
            .spawn_scoped(scope, read_ahead)
            .is_err()
        {
            return digest_of(file, expected, progress);
        }
        let mut pieces = vec![vec![0; PIECE]; PIECES].into_iter();
        let mut hashing = Hashing::new(progress);
        // The other thread ends where the file does, and no piece is needed any more.
        pieces.try_for_each(|piece| hashed.send(piece)).ok();
        for read in to_hash {
            let (piece, count) = read?;
            hashing.add(&piece[..count])?;
            hashed.send(piece).ok();
        }
        Ok(hashing.end())
    })
}

fn read_piece(reader: &mut impl Read, piece: &mut [u8]) -> io::Result<usize> {
    loop {
        match reader.read(piece) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

struct Hashing<'p> {
    hash: Sha256,
    size: u64,
    progress: Progress<'p>,
}

impl<'p> Hashing<'p> {
    fn new(progress: Progress<'p>) -> Self {
        let (hash, size) = (Sha256::new(), 0);
        Self {
            hash,
            size,
            progress,
        }
    }

    fn add(&mut self, piece: &[u8]) -> io::Result<()> {
        self.hash.update(piece);
        let count = piece.len() as u64;
        self.size += count;
        if self.progress.is_some_and(|tell| tell(count).is_break()) {
            return Err(io::Error::other(CancelledByProgress));
        }
        Ok(())
    }

    fn end(self) -> (String, u64) {
        let digest = self.hash.finalize();
        let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let digest = digits.filter_map(|digit| char::from_digit(digit.into(), 16));
        (digest.collect(), self.size)
    }
}

#[derive(Debug)]
struct CancelledByProgress;

impl fmt::Display for CancelledByProgress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("cancelled")
    }
}

impl Error for CancelledByProgress {}

/// Whether an error is the end that the progress callback asked for.
pub(crate) fn is_cancelled(error: &io::Error) -> bool {
    let inner = error.get_ref();
    inner.is_some_and(<dyn Error + Send + Sync>::is::<CancelledByProgress>)
}
