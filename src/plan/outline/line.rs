//! What a single line can be told from itself alone.

/// Columns of white space at the start of a line, and the byte where the rest begins. A tab goes to the next multiple
/// of four.
pub(super) fn indent(line: &[u8]) -> (usize, usize) {
    let mut columns = 0;
    for (at, byte) in line.iter().enumerate() {
        match byte {
            b' ' => columns += 1,
            b'\t' => columns += 4 - columns % 4,
            _ => return (columns, at),
        }
    }
    (columns, line.len())
}

/// The level of an ATX heading.
pub(super) fn heading(rest: &[u8]) -> Option<u8> {
    let level = rest.iter().take_while(|b| **b == b'#').count();
    let after = rest.get(level);
    (1..=6).contains(&level).then_some(()).filter(|()| matches!(after, None | Some(b' ' | b'\t')))?;
    Some(level as u8)
}

/// The marker byte and length of a fence that opens here.
pub(super) fn fence(rest: &[u8]) -> Option<(u8, usize)> {
    let marker = *rest.first().filter(|b| matches!(b, b'`' | b'~'))?;
    let length = rest.iter().take_while(|b| **b == marker).count();
    let info = &rest[length..];
    (length >= 3 && (marker == b'~' || !info.contains(&b'`'))).then_some((marker, length))
}

/// Does this line close a fence of that marker and length?
pub(super) fn closes(rest: &[u8], marker: u8, length: usize) -> bool {
    let own = rest.iter().take_while(|b| **b == marker).count();
    own >= length && rest[own..].iter().all(|b| matches!(b, b' ' | b'\t' | b'\r'))
}

/// `---`, `* * *`, `___`.
pub(super) fn is_rule(rest: &[u8]) -> bool {
    let Some(marker) = rest.first().filter(|b| matches!(b, b'-' | b'*' | b'_')) else {
        return false;
    };
    let mut count = 0;
    for byte in rest {
        match byte {
            b' ' | b'\t' => {}
            b if b == marker => count += 1,
            _ => return false,
        }
    }
    count >= 3
}

/// A list marker: its width in bytes, and the number of an ordered one.
pub(super) fn marker(rest: &[u8]) -> Option<(usize, Option<u32>)> {
    let width = match rest.first()? {
        b'-' | b'*' | b'+' => 1,
        b'0'..=b'9' => {
            let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
            if digits > 9 || !matches!(rest.get(digits), Some(b'.' | b')')) {
                return None;
            }
            digits + 1
        }
        _ => return None,
    };
    if !matches!(rest.get(width), None | Some(b' ' | b'\t')) {
        return None;
    }
    let number = (width > 1).then(|| rest[..width - 1].iter().fold(0, |n, d| n * 10 + u32::from(d - b'0')));
    Some((width, number))
}

/// The bytes between the brackets of a box at the start of an item's body, and where the text after it begins.
/// `[x](url)` and `[x]: url` are links; `[ab]` is text.
pub(super) fn mark(body: &str) -> Option<(usize, usize)> {
    let inner = body.strip_prefix('[')?;
    let close = inner.char_indices().nth(1).map(|(at, _)| at).filter(|at| inner[*at..].starts_with(']'))?;
    let known = matches!(
        inner.chars().next()?,
        ' ' | 'x' | 'X' | '-' | '~' | '/' | '>' | '!' | '?' | '\u{2713}' | '\u{2714}' | '\u{2705}' | '\u{274c}'
    );
    let after = inner.as_bytes().get(close + 1);
    let ends = matches!(after, None | Some(b' ' | b'\t' | b'*'));
    let glued =
        matches!(after, Some(b) if !matches!(b, b'(' | b'[' | b':' | b'{')) && inner.starts_with([' ', 'x', 'X']);
    (known && (ends || glued)).then_some((1 + close, close + 2))
}

/// The end of the code span that begins at a backtick, if it closes.
pub(super) fn code_end(bytes: &[u8], at: usize) -> Option<usize> {
    let length = bytes[at..].iter().take_while(|b| **b == b'`').count();
    let mut from = at + length;
    while let Some(next) = memchr::memchr(b'`', bytes.get(from..)?) {
        let start = from + next;
        let run = bytes[start..].iter().take_while(|b| **b == b'`').count();
        if run == length {
            return Some(start + run);
        }
        from = start + run;
    }
    None
}

/// An HTML block that hides what is in it: what ends it.
pub(super) fn hides_until(rest: &[u8]) -> Option<&'static [&'static str]> {
    if rest.starts_with(b"<!--") {
        return Some(&["-->"]);
    }
    let name = rest.get(1..)?;
    let tags: [(&str, &'static [&'static str]); 4] = [
        ("pre", &["</pre>", "</PRE>"]),
        ("script", &["</script>"]),
        ("style", &["</style>"]),
        ("textarea", &["</textarea>"]),
    ];
    tags.iter().find_map(|(tag, ends)| {
        let head = name.get(..tag.len())?;
        let after = name.get(tag.len());
        (head.eq_ignore_ascii_case(tag.as_bytes()) && matches!(after, None | Some(b' ' | b'\t' | b'>')))
            .then_some(*ends)
    })
}

/// Does the line hold one of these?
pub(super) fn holds(line: &str, ends: &[&str]) -> bool {
    ends.iter().any(|end| memchr::memmem::find(line.as_bytes(), end.as_bytes()).is_some())
}
