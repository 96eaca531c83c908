//! Changes that a broken program, a bad disk or a hostile hand makes to files.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;
use std::io::{Cursor, Read, Write};

/// Numbers that break what trusts them.
const NUMBERS: [&str; 24] = [
    "nan",
    "inf",
    "-inf",
    "1e308",
    "-1e308",
    "1e-320",
    "0",
    "-0",
    "1e9",
    "1e16",
    "9999999999999999999",
    "2147483648",
    "-2147483649",
    "65535",
    "65536",
    "1e999",
    "0x10",
    "1,5",
    "",
    "--1",
    "1e",
    ".",
    "3600000",
    "0.000001",
];
/// Words of headers, descriptions and documents, and text that acts on whoever shows it.
const WORDS: [&str; 32] = [
    "time_s",
    "time_ms",
    "timestamp_ns",
    "acc_x_g",
    "gyr_z_dps",
    "PacketCounter",
    "SampleTimeFine",
    "Update Rate: 0Hz",
    "// Update Rate: 1e-300Hz",
    "sep=;",
    "sep=",
    "_CAL",
    "_UNCAL",
    "deg/s",
    "m/s^2",
    "mG",
    "é",
    "\u{1b}[31m\u{7}",
    "\u{202e}",
    "\u{2028}",
    "\0",
    "\r",
    "\n\n",
    "\"",
    "[[",
    "{",
    "}",
    "[",
    "pelvis",
    "SamplingFrequency",
    "Timestamp",
    "-",
];
const WHOLE: [u64; 14] = [
    0,
    1,
    2,
    3,
    0x7f,
    0xff,
    0x7fff,
    0xffff,
    0x7fff_ffff,
    0xffff_ffff,
    0x1_0000_0000,
    0x7fff_ffff_ffff_ffff,
    0xffff_ffff_ffff_fff0,
    u64::MAX,
];

/// A file, unpacked as far as the change may go within the package.
#[derive(Clone)]
pub(crate) enum Content {
    Plain(Vec<u8>),
    Gzip(Vec<u8>),
    Zip(Vec<(String, Vec<u8>)>),
}

impl Content {
    pub(crate) fn of(bytes: &[u8]) -> Content {
        if bytes.starts_with(&[0x1f, 0x8b]) {
            let mut inner = Vec::new();
            flate2::read::GzDecoder::new(bytes).read_to_end(&mut inner).unwrap();
            return Content::Gzip(inner);
        }
        if bytes.starts_with(b"PK\x03\x04") {
            let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
            let members = (0..archive.len()).map(|at| {
                let mut member = archive.by_index(at).unwrap();
                let mut inner = Vec::new();
                member.read_to_end(&mut inner).unwrap();
                (member.name().to_owned(), inner)
            });
            return Content::Zip(members.collect());
        }
        Content::Plain(bytes.to_vec())
    }

    pub(crate) fn packed(&self) -> Vec<u8> {
        match self {
            Content::Plain(bytes) => bytes.clone(),
            Content::Gzip(inner) => {
                let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
                packer.write_all(inner).unwrap();
                packer.finish().unwrap()
            }
            Content::Zip(members) => {
                let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
                for (name, inner) in members {
                    // The writer refuses a name that stands there already; the readers' own tests make such archives.
                    if writer
                        .start_file(name.as_str(), zip::write::SimpleFileOptions::default())
                        .is_ok()
                    {
                        writer.write_all(inner).unwrap();
                    }
                }
                writer.finish().unwrap().into_inner()
            }
        }
    }

    fn inner(&mut self, random: &mut Pcg64Mcg) -> &mut Vec<u8> {
        match self {
            Content::Plain(bytes) | Content::Gzip(bytes) => bytes,
            Content::Zip(members) => {
                let at = random.random_range(0..members.len());
                &mut members[at].1
            }
        }
    }
}

/// The file with one to six changes; half of those of a package stand within it.
pub(crate) fn file(original: &[u8], other: &[u8], random: &mut Pcg64Mcg) -> Vec<u8> {
    let changes = 1 + random.random_range(0..6u32).min(random.random_range(0..6));
    let mut content = Content::of(original);
    let packed = !matches!(content, Content::Plain(_));
    if packed && random.random_bool(0.5) {
        let mut bytes = original.to_vec();
        (0..changes).for_each(|_| change(&mut bytes, other, random));
        return bytes;
    }
    (0..changes).for_each(|_| change(content.inner(random), other, random));
    if let Content::Zip(members) = &mut content
        && random.random_bool(0.1)
    {
        let at = random.random_range(0..members.len());
        members[at].0 = name(&members[at].0, random);
    }
    content.packed()
}

/// A name with something in it that acts, leads elsewhere or is cut within a character.
pub(crate) fn name(original: &str, random: &mut Pcg64Mcg) -> String {
    let tricks = ["\u{1b}[2J", "\n", "é", "\u{202e}", "/", "..", "\\", " ", "\u{0}", ".gz"];
    let places: Vec<usize> = original.char_indices().map(|(at, _)| at).collect();
    let at = places[random.random_range(0..places.len())];
    let trick = tricks[random.random_range(0..tricks.len())];
    format!("{}{trick}{}", &original[..at], &original[at..])
}

/// One change.
pub(crate) fn change(bytes: &mut Vec<u8>, other: &[u8], random: &mut Pcg64Mcg) {
    if bytes.is_empty() {
        bytes.extend(other.iter().take(64));
        return;
    }
    let is_text = bytes.iter().take(512).all(|byte| *byte != 0);
    let at = random.random_range(0..bytes.len());
    match random.random_range(0..if is_text { 16 } else { 9 }) {
        0 => bytes[at] ^= 1 << random.random_range(0..8),
        1 => bytes[at] = random.random(),
        2 => {
            let value = WHOLE[random.random_range(0..WHOLE.len())];
            let size = [1, 2, 4, 8][random.random_range(0..4usize)];
            let written = match random.random_bool(0.8) {
                true => value.to_le_bytes(),
                // The last bytes of the other order, so that small sizes hold them as well.
                false => (value << (64 - 8 * size as u32)).to_be_bytes(),
            };
            for (to, from) in bytes[at..].iter_mut().zip(&written[..size]) {
                *to = *from;
            }
        }
        3 => {
            bytes.truncate(at);
        }
        4 => {
            let end = (at + random.random_range(1..200)).min(bytes.len());
            bytes.drain(at..end);
        }
        5 => {
            let end = (at + random.random_range(1..400)).min(bytes.len());
            let part = bytes[at..end].to_vec();
            let to = random.random_range(0..bytes.len());
            bytes.splice(to..to, part);
        }
        6 => {
            if !other.is_empty() {
                let from = random.random_range(0..other.len());
                let end = (from + random.random_range(1..400)).min(other.len());
                let over = (at + random.random_range(0..400)).min(bytes.len());
                bytes.splice(at..over, other[from..end].iter().copied());
            }
        }
        7 => {
            let value = random.random();
            bytes.splice(at..at, std::iter::repeat_n(value, random.random_range(1..40)));
        }
        8 => {
            let step = bytes[at].wrapping_add(random.random_range(0..3)).wrapping_sub(1);
            bytes[at] = step;
        }
        9..12 => number(bytes, at, random),
        12 => {
            let word = WORDS[random.random_range(0..WORDS.len())];
            bytes.splice(at..at, word.bytes());
        }
        13 => {
            // A cell or word becomes another.
            let (from, to) = cell(bytes, at);
            let word = WORDS[random.random_range(0..WORDS.len())];
            bytes.splice(from..to, word.bytes());
        }
        14 => {
            let (from, to) = line(bytes, at);
            let own = bytes[from..to].to_vec();
            match random.random_range(0..3) {
                0 => drop(bytes.drain(from..to)),
                1 => drop(bytes.splice(from..from, own)),
                _ => {
                    bytes.drain(from..to);
                    let (place, _) = line(bytes, random.random_range(0..bytes.len().max(1)));
                    bytes.splice(place..place, own);
                }
            }
        }
        _ => {
            // One sign for another, everywhere: delimiters, decimal signs, line ends.
            let signs = b",;\t .\n\"_-:";
            let (old, new) = (
                signs[random.random_range(0..signs.len())],
                signs[random.random_range(0..signs.len())],
            );
            bytes
                .iter_mut()
                .filter(|byte| **byte == old)
                .for_each(|byte| *byte = new);
        }
    }
}

/// A number becomes another; at times the whole column below it does.
fn number(bytes: &mut Vec<u8>, at: usize, random: &mut Pcg64Mcg) {
    let new = NUMBERS[random.random_range(0..NUMBERS.len())];
    let (from, to) = cell(bytes, at);
    let is_number = bytes[from..to].iter().any(u8::is_ascii_digit);
    if is_number {
        bytes.splice(from..to, new.bytes());
    }
}

fn cell(bytes: &[u8], at: usize) -> (usize, usize) {
    let ends = |byte: &u8| b",;\t\n\r:=[]{}\" ".contains(byte);
    let at = at.min(bytes.len());
    let from = bytes[..at].iter().rposition(ends).map_or(0, |place| place + 1);
    let to = bytes[at..]
        .iter()
        .position(ends)
        .map_or(bytes.len(), |place| at + place);
    (from, to)
}

fn line(bytes: &[u8], at: usize) -> (usize, usize) {
    let at = at.min(bytes.len());
    let from = bytes[..at]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |place| place + 1);
    let to = bytes[at..]
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or(bytes.len(), |place| at + place + 1);
    (from, to)
}
