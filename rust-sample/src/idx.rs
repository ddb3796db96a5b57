//! The IDX format of the MNIST family: a big-endian header, then unsigned bytes.

use std::fs;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use flate2::read::GzDecoder;

/// An IDX file of unsigned bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idx {
    /// Length of each dimension, the number of items first.
    pub shape: Vec<usize>,
    /// The items one after another.
    pub bytes: Vec<u8>,
}

impl Idx {
    /// Reads a file, plain or compressed with gzip, whatever its name.
    pub fn read(path: &Path) -> Result<Self> {
        let raw = fs::read(path).with_context(|| format!("{}", path.display()))?;
        let plain = if raw.starts_with(&[0x1f, 0x8b]) { decompress(&raw) } else { Ok(raw) };
        plain.and_then(|plain| Self::parse(&plain)).with_context(|| format!("{}", path.display()))
    }

    /// Reads the plain format.
    pub fn parse(file: &[u8]) -> Result<Self> {
        let (magic, rest) = file.split_at_checked(4).context("not an IDX file: shorter than its header")?;
        ensure!(magic[..3] == [0, 0, 8], "not an IDX file of unsigned bytes: it starts with {magic:02x?}");
        let dimensions = usize::from(magic[3]);
        let (header, bytes) = rest.split_at_checked(4 * dimensions).context("the IDX header is cut off")?;
        let shape: Vec<usize> = header.chunks_exact(4).map(big_endian).collect();
        let expected = shape.iter().try_fold(1_usize, |product, length| product.checked_mul(*length));
        ensure!(expected == Some(bytes.len()), "the header promises {shape:?}, the file holds {} bytes", bytes.len());
        Ok(Self { shape, bytes: bytes.to_vec() })
    }

    /// The plain format.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut file = vec![0, 0, 8, self.shape.len() as u8];
        self.shape.iter().for_each(|length| file.extend_from_slice(&(*length as u32).to_be_bytes()));
        file.extend_from_slice(&self.bytes);
        file
    }
}

fn decompress(raw: &[u8]) -> Result<Vec<u8>> {
    let mut plain = Vec::new();
    GzDecoder::new(raw).read_to_end(&mut plain).context("the gzip data is damaged")?;
    Ok(plain)
}

fn big_endian(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn sample() -> Idx {
        Idx { shape: vec![2, 2, 3], bytes: (0..12).collect() }
    }

    #[test]
    fn plain_and_compressed_files_are_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let (plain, packed) = (dir.path().join("plain"), dir.path().join("packed.gz"));
        fs::write(&plain, sample().to_bytes()).unwrap();
        let mut encoder =
            flate2::write::GzEncoder::new(fs::File::create(&packed).unwrap(), flate2::Compression::best());
        encoder.write_all(&sample().to_bytes()).unwrap();
        encoder.finish().unwrap();
        assert_eq!(Idx::read(&plain).unwrap(), sample());
        assert_eq!(Idx::read(&packed).unwrap(), sample());
    }

    #[test]
    fn what_is_not_whole_is_refused() {
        let whole = sample().to_bytes();
        for cut in [0, 3, 6, 15, whole.len() - 1] {
            assert!(Idx::parse(&whole[..cut]).is_err(), "{cut} bytes");
        }
        assert!(Idx::parse(b"PNG!1234").unwrap_err().to_string().starts_with("not an IDX file"));
        let huge = [0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255];
        assert!(Idx::parse(&huge).is_err());
    }
}
