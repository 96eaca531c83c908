//! Excel workbooks (`.xlsx`): every sheet with numbers is a table. Values as they are stored, dates as dates.

use super::super::super::input::Input;
use super::super::super::problem::ExportProblem;
use super::{LARGEST_TABLE, Table, as_cell, unreadable};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufReader, Cursor, Read};
use zip::ZipArchive;

pub(super) const NAME: &str = "Excel workbook";

const MOST_SHEETS: usize = 50;
/// Excel's own limit.
const MOST_COLUMNS: usize = 16_384;
/// Of shared texts, unpacked.
const LARGEST_TEXTS: u64 = 64 << 20;

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Whether a zip archive is a workbook.
pub(in super::super::super) fn is_spreadsheet(input: &Input) -> bool {
    // The directory stands at the end: all of it is needed.
    let mut bytes = Vec::new();
    let read = input
        .raw()
        .and_then(|raw| raw.take(super::LARGEST_BYTES).read_to_end(&mut bytes));
    read.is_ok()
        && ZipArchive::new(Cursor::new(bytes.as_slice()))
            .is_ok_and(|archive| archive.index_for_name("xl/workbook.xml").is_some())
}

pub(super) fn tables(bytes: &[u8]) -> Result<Vec<Table>, ExportProblem> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    let texts = shared_texts(&mut archive)?;
    let dates = date_styles(&mut archive)?;
    let files = sheet_files(&mut archive)?;
    let mut found = Vec::new();
    for (name, path) in sheet_names(&mut archive)? {
        let Some(path) = files.get(&path) else { continue };
        if found.len() >= MOST_SHEETS {
            return Err(unreadable("it holds more sheets than any recording"));
        }
        let text = sheet(&mut archive, path, &texts, &dates)?;
        // A sheet of notes is no table of samples.
        if text.lines().count() > 2 {
            found.push(Table { name, text });
        }
    }
    Ok(found)
}

/// A part of the workbook, as a reader of its XML; bounded.
fn part<'a>(
    archive: &'a mut Archive,
    path: &str,
    limit: u64,
) -> Result<Option<Reader<BufReader<impl Read + 'a>>>, ExportProblem> {
    let Some(index) = archive.index_for_name(path) else {
        return Ok(None);
    };
    let member = archive.by_index(index).map_err(unreadable)?;
    Ok(Some(Reader::from_reader(BufReader::new(member.take(limit)))))
}

fn attribute(tag: &BytesStart, name: &str) -> Option<String> {
    let own = tag
        .attributes()
        .flatten()
        .find(|own| own.key.as_ref() == name.as_bytes())?;
    Some(String::from_utf8_lossy(&own.value).into_owned())
}

/// The workbook's sheets: their names and the identity by which their files are found.
fn sheet_names(archive: &mut Archive) -> Result<Vec<(String, String)>, ExportProblem> {
    let mut names = Vec::new();
    each_tag(archive, "xl/workbook.xml", &mut |tag| {
        if tag.local_name().as_ref() == b"sheet" {
            names.extend(attribute(tag, "name").zip(attribute(tag, "r:id")));
        }
    })?;
    Ok(names)
}

fn sheet_files(archive: &mut Archive) -> Result<BTreeMap<String, String>, ExportProblem> {
    let mut files = BTreeMap::new();
    each_tag(archive, "xl/_rels/workbook.xml.rels", &mut |tag| {
        if let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target")) {
            let path = match target.strip_prefix('/') {
                Some(path) => path.to_owned(),
                None => format!("xl/{target}"),
            };
            files.insert(id, path);
        }
    })?;
    Ok(files)
}

/// The styles that show a number as a date or time.
fn date_styles(archive: &mut Archive) -> Result<Vec<bool>, ExportProblem> {
    let mut own: BTreeMap<String, bool> = BTreeMap::new();
    let mut styles = Vec::new();
    let mut of_cells = false;
    let Some(mut reader) = part(archive, "xl/styles.xml", LARGEST_TEXTS)? else {
        return Ok(styles);
    };
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).map_err(unreadable)? {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                b"numFmt" => {
                    if let (Some(id), Some(code)) = (attribute(&tag, "numFmtId"), attribute(&tag, "formatCode")) {
                        let code = code.to_lowercase();
                        own.insert(id, code.contains("yy") || code.contains("h:") || code.contains(":ss"));
                    }
                }
                b"cellXfs" => of_cells = true,
                b"cellStyleXfs" | b"cellStyles" => of_cells = false,
                b"xf" if of_cells => {
                    let id = attribute(&tag, "numFmtId").unwrap_or_default();
                    let known = matches!(id.parse(), Ok(14..=22 | 45..=47));
                    styles.push(own.get(&id).copied().unwrap_or(known));
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == b"cellXfs" => of_cells = false,
            Event::Eof => return Ok(styles),
            _ => {}
        }
        buffer.clear();
    }
}

fn each_tag(archive: &mut Archive, path: &str, take: &mut dyn FnMut(&BytesStart)) -> Result<(), ExportProblem> {
    let Some(mut reader) = part(archive, path, LARGEST_TEXTS)? else {
        return Ok(());
    };
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).map_err(unreadable)? {
            Event::Start(tag) | Event::Empty(tag) => take(&tag),
            Event::Eof => return Ok(()),
            _ => {}
        }
        buffer.clear();
    }
}

/// Texts that cells point to by their number.
fn shared_texts(archive: &mut Archive) -> Result<Vec<String>, ExportProblem> {
    let mut texts = Vec::new();
    let Some(mut reader) = part(archive, "xl/sharedStrings.xml", LARGEST_TEXTS)? else {
        return Ok(texts);
    };
    let (mut buffer, mut inside, mut current) = (Vec::new(), false, String::new());
    loop {
        match reader.read_event_into(&mut buffer).map_err(unreadable)? {
            Event::Start(tag) if tag.local_name().as_ref() == b"t" => inside = true,
            Event::End(tag) if tag.local_name().as_ref() == b"t" => inside = false,
            Event::End(tag) if tag.local_name().as_ref() == b"si" => texts.push(std::mem::take(&mut current)),
            Event::Text(text) if inside => current.push_str(&text.decode().map_err(unreadable)?),
            Event::GeneralRef(sign) if inside => current.push_str(&entity(&sign.decode().map_err(unreadable)?)),
            Event::Eof => return Ok(texts),
            _ => {}
        }
        buffer.clear();
    }
}

/// The sign that `&…;` stands for.
fn entity(name: &str) -> String {
    let number = name.strip_prefix("#x").map(|hex| u32::from_str_radix(hex, 16));
    let number = number.or_else(|| name.strip_prefix('#').map(str::parse));
    match (name, number) {
        ("amp", _) => "&".to_owned(),
        ("lt", _) => "<".to_owned(),
        ("gt", _) => ">".to_owned(),
        (_, Some(Ok(number))) => char::from_u32(number).map_or_else(String::new, String::from),
        _ => String::new(),
    }
}

/// A sheet as text.
fn sheet(archive: &mut Archive, path: &str, texts: &[String], dates: &[bool]) -> Result<String, ExportProblem> {
    let Some(mut reader) = part(archive, path, LARGEST_TABLE as u64)? else {
        return Ok(String::new());
    };
    let mut text = String::new();
    let mut row: Vec<String> = Vec::new();
    let (mut column, mut kind, mut is_date, mut inside) = (0usize, String::new(), false, false);
    let mut value = String::new();
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).map_err(unreadable)? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                b"row" => row.clear(),
                b"c" => {
                    column = attribute(&tag, "r").as_deref().and_then(column_of).unwrap_or(row.len());
                    kind = attribute(&tag, "t").unwrap_or_default();
                    let style = attribute(&tag, "s").and_then(|style| style.parse::<usize>().ok());
                    is_date = style.and_then(|style| dates.get(style)).copied().unwrap_or(false);
                    value.clear();
                }
                b"v" | b"t" => inside = true,
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                b"v" | b"t" => inside = false,
                b"c" => {
                    if column >= MOST_COLUMNS {
                        return Err(unreadable("a sheet has more columns than Excel writes"));
                    }
                    row.resize((column + 1).max(row.len()), String::new());
                    row[column] = match kind.as_str() {
                        "s" => as_cell(
                            value
                                .parse::<usize>()
                                .ok()
                                .and_then(|at| texts.get(at))
                                .map_or("", String::as_str),
                        ),
                        "e" => String::new(),
                        "" | "n" if is_date => value.parse().map_or_else(|_| value.clone(), date),
                        _ => as_cell(&value),
                    };
                }
                b"row" => {
                    writeln!(text, "{}", row.join(",")).expect("a string takes all");
                    if text.len() > LARGEST_TABLE {
                        return Err(unreadable(format!("a sheet is larger than {LARGEST_TABLE} bytes")));
                    }
                }
                _ => {}
            },
            Event::Text(own) if inside => value.push_str(&own.decode().map_err(unreadable)?),
            Event::GeneralRef(sign) if inside => value.push_str(&entity(&sign.decode().map_err(unreadable)?)),
            Event::Eof => return Ok(text),
            _ => {}
        }
        buffer.clear();
    }
}

/// The column of a cell such as `AB12`, from 0.
fn column_of(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_uppercase);
    let number = letters.fold(0usize, |sum, letter| {
        sum.saturating_mul(26).saturating_add(usize::from(letter - b'A') + 1)
    });
    number.checked_sub(1)
}

/// Days since the end of 1899, as Excel counts them, as a date; less than a day is a time of day.
fn date(days: f64) -> String {
    let (day, part) = (days.floor(), days - days.floor());
    let millis = (part * 86_400_000.0).round();
    let of_day = format!(
        "{:02}:{:02}:{:06.3}",
        (millis / 3_600_000.0) as u32,
        (millis / 60_000.0) as u64 % 60,
        millis % 60_000.0 / 1000.0
    );
    if day < 1.0 {
        return of_day;
    }
    let epoch = jiff::civil::date(1899, 12, 30);
    // A cell may hold any number; a day that no calendar has is shown as its time of day.
    let shown = jiff::Span::new()
        .try_days(day as i64)
        .and_then(|days| epoch.checked_add(days));
    shown.map_or(of_day.clone(), |date| format!("{date}T{of_day}"))
}
