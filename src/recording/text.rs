//! Text that came from outside: names of files, columns and devices, cells that are no numbers.

use std::borrow::Cow;

/// The text with everything escaped that a terminal, a log or a page would act upon instead of showing it: control
/// characters with line ends and tabs (`\n`, `\u{1b}`), and the invisible signs that turn the direction of writing or end
/// lines. One name then stays within its line and can forge no other.
///
/// Every room passes what it did not write itself through here, once, where it comes in.
///
/// # Cost
/// Linear; borrows where there is nothing to escape.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for sign in text.chars() {
        if acts(sign) {
            out.extend(sign.escape_default());
        } else {
            out.push(sign);
        }
    }
    Cow::Owned(out)
}

/// Bytes as lower-case hexadecimal digits, two a byte.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The same for sentences of our own, whose line ends stay.
pub fn printable_lines(text: &str) -> Cow<'_, str> {
    if !text.contains(|sign| sign != '\n' && acts(sign)) {
        return Cow::Borrowed(text);
    }
    let lines: Vec<Cow<'_, str>> = text.split('\n').map(printable).collect();
    Cow::Owned(lines.join("\n"))
}

/// The beginning of a name or a cell that stands in a sentence: files hold names of any length.
pub(super) fn beginning(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 200;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// What another library says of a file, which may say what stands in it, at any length.
pub(super) fn reason(error: impl std::fmt::Display) -> String {
    beginning(&printable(&error.to_string())).into_owned()
}

fn acts(sign: char) -> bool {
    sign.is_control()
        || matches!(sign,
            // Soft hyphen, Arabic letter mark, zero width and direction marks, line and paragraph separators,
            // embeddings and overrides, isolates and other invisible signs, byte order mark, tags.
            '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escape_codes_and_forged_lines_are_shown_and_not_obeyed() {
        assert_eq!(printable("\u{1b}[31mRED\u{7}"), "\\u{1b}[31mRED\\u{7}");
        assert_eq!(printable("a\nPASS  clocks"), "a\\nPASS  clocks");
        assert_eq!(printable("\u{202e}vsc.sivlep"), "\\u{202e}vsc.sivlep");
        assert_eq!(
            printable("Beschleunigung [m/s²], é 加速度"),
            "Beschleunigung [m/s²], é 加速度"
        );
        assert_eq!(printable_lines("one\ntwo\u{9b}2J"), "one\ntwo\\u{9b}2J");
    }

    proptest! {
        #[test]
        fn nothing_is_left_that_acts(text in "\\PC*|.*|(\\p{C}|[a-z])*") {
            prop_assert!(!printable(&text).chars().any(|sign| sign.is_control()));
            prop_assert_eq!(printable(&printable(&text)).into_owned(), printable(&text).into_owned());
            prop_assert!(!printable_lines(&text).chars().any(|sign| sign.is_control() && sign != '\n'));
        }
    }
}
