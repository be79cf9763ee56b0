//! One file: a line that names the format, then JSON, compressed and with a checksum.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Read, Write},
    path::Path,
};

use serde::{Serialize, de::DeserializeOwned};

/// Begins every file. The number rises when an older file can no longer be read.
const HEAD: &[u8] = b"kopru sandbox 1\n";

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// There is none, or the system does not let us read it.
    #[error(transparent)]
    File(io::Error),
    /// It can be read but makes no sense.
    #[error("{0}")]
    Content(String),
}

/// Reads what [`write`] has written.
pub(super) fn read<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let mut packed = Vec::new();
    File::open(path)
        .and_then(|mut file| file.read_to_end(&mut packed))
        .map_err(Failure::File)?;
    let text = zstd::decode_all(&packed[..]).map_err(|error| Failure::Content(error.to_string()))?;
    let Some(json) = text.strip_prefix(HEAD) else {
        return Err(Failure::Content("it was written by another version".to_owned()));
    };
    serde_json::from_slice(json).map_err(|error| Failure::Content(error.to_string()))
}

/// Writes beside the old file, then takes its place: whoever reads finds the old or the new one, whole.
pub(super) fn write<T: Serialize>(path: &Path, kept: &T) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut packer = zstd::Encoder::new(File::create(&beside)?, 1)?;
    packer.include_checksum(true)?;
    let mut out = BufWriter::with_capacity(1 << 16, packer);
    out.write_all(HEAD)?;
    serde_json::to_writer(&mut out, kept)?;
    let file = out
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?
        .finish()?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    // The new name is on the disk only once the folder is.
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_cut_or_altered_is_damaged_and_an_absent_one_is_not() {
        let folder = std::env::temp_dir().join(format!("kopru-file-{}", uuid::Uuid::now_v7()));
        fs::create_dir(&folder).unwrap();
        let path = folder.join("thing.state");
        let words: Vec<String> = (0..500).map(|n| format!("word {n}")).collect();
        write(&path, &words).unwrap();
        assert_eq!(read::<Vec<String>>(&path).unwrap(), words);
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        assert!(matches!(read::<Vec<String>>(&path), Err(Failure::Content(_))));
        for at in [0, whole.len() / 2, whole.len() - 1] {
            let mut altered = whole.clone();
            altered[at] ^= 0x55;
            fs::write(&path, &altered).unwrap();
            assert!(
                matches!(read::<Vec<String>>(&path), Err(Failure::Content(_))),
                "{at}"
            );
        }
        fs::remove_file(&path).unwrap();
        assert!(matches!(read::<Vec<String>>(&path), Err(Failure::File(_))));
        fs::remove_dir_all(&folder).unwrap();
    }
}
