//! One line in three versions: what its marks say, its cells, its lists, its text, each by itself.

use super::version::Line;

/// One of three ways, or none when it was changed in two.
fn pick<'t>(base: &str, ours: &'t str, theirs: &'t str) -> Option<&'t str> {
    if ours == theirs || base == theirs {
        Some(ours)
    } else if base == ours {
        Some(theirs)
    } else {
        None
    }
}

/// A line in three ways, where all that could be merged is merged in each.
pub(super) type Ways = [String; 3];

/// The merged line with its ending.
///
/// # Errors
/// Something of it was changed in two ways: the line as the base, ours and theirs have it.
pub(super) fn merge(base: &Line<'_>, ours: &Line<'_>, theirs: &Line<'_>) -> Result<String, Ways> {
    let end = pick(base.end, ours.end, theirs.end).unwrap_or(ours.end);
    let mut ways = Ways::default();
    let mut clean = true;
    let mut put = |said: [&str; 3], merged: Option<String>| {
        clean &= merged.is_some();
        for (way, said) in ways.iter_mut().zip(said) {
            way.push_str(merged.as_deref().unwrap_or(said));
        }
    };
    let lines = [base, ours, theirs];
    let texts = lines.map(|line| line.text);
    if base.holes.len() == ours.holes.len() && ours.holes.len() == theirs.holes.len() {
        let mut from = [0; 3];
        for hole in 0..base.holes.len() {
            let at: [_; 3] = std::array::from_fn(|side| &lines[side].holes[hole]);
            let before: [&str; 3] = std::array::from_fn(|side| &texts[side][from[side]..at[side].at.start]);
            put(before, wording(before));
            let said: [&str; 3] = std::array::from_fn(|side| &texts[side][at[side].at.clone()]);
            let stated = at.iter().any(|hole| hole.status.is_none());
            let mark = match pick(said[0], said[1], said[2]) {
                // `x` and `X`; and what is stated is worked out anew.
                None if stated || at[1].status == at[2].status => Some(said[1]),
                mark => mark,
            };
            put(said, mark.map(str::to_owned));
            from = at.map(|hole| hole.at.end);
        }
        let rest: [&str; 3] = std::array::from_fn(|side| &texts[side][from[side]..]);
        put(rest, wording(rest));
    } else {
        put(texts, wording(texts));
    }
    let [base, ours, theirs] = ways.map(|way| way + end);
    if clean { Ok(ours) } else { Err([base, ours, theirs]) }
}

fn wording([base, ours, theirs]: [&str; 3]) -> Option<String> {
    if let Some(text) = pick(base, ours, theirs) {
        return Some(text.to_owned());
    }
    cells(base, ours, theirs).or_else(|| list(base, ours, theirs)).or_else(|| latest(base, ours, theirs))
}

/// The cells of a row.
fn cells(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let split = |text: &'_ str| -> Vec<String> { text.split('|').map(str::to_owned).collect() };
    let (base, ours, theirs) = (split(base), split(ours), split(theirs));
    if base.len() < 3 || base.len() != ours.len() || ours.len() != theirs.len() {
        return None;
    }
    let each = base.iter().zip(&ours).zip(&theirs).map(|((base, ours), theirs)| {
        let trimmed = pick(base.trim(), ours.trim(), theirs.trim())?;
        Some(if trimmed == ours.trim() { ours.clone() } else { theirs.clone() })
    });
    Some(each.collect::<Option<Vec<String>>>()?.join("|"))
}

/// `Key: a, b` and `key: [a, b]`: what either added is added, what either took away is gone.
fn list(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let split = |text: &'_ str| -> Option<(String, Vec<String>, String)> {
        let colon = text.find(':')?;
        let emphasis = text[colon + 1..].len() - text[colon + 1..].trim_start_matches(['*', ' ', '[']).len();
        let (head, rest) = text.split_at(colon + 1 + emphasis);
        let value = rest.trim_end_matches([']', ' ', '\t', '_']);
        let items = value.split(',').map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect();
        Some((head.to_owned(), items, rest[value.len()..].to_owned()))
    };
    let ((head, base, _), (head_ours, ours, tail), (head_theirs, theirs, tail_theirs)) =
        (split(base)?, split(ours)?, split(theirs)?);
    // Lists of single words: ids, labels, names. A sentence with commas is none.
    let words = base.iter().chain(&ours).chain(&theirs).all(|item| !item.contains(char::is_whitespace));
    let listed = head.ends_with('[') || [&base, &ours, &theirs].iter().any(|items| items.len() > 1);
    if head != head_ours || head != head_theirs || tail != tail_theirs || !words || !listed {
        return None;
    }
    let nothing =
        |items: &[String]| items.iter().all(|item| matches!(item.to_ascii_lowercase().as_str(), "none" | "-"));
    if nothing(&ours) || nothing(&theirs) {
        return None;
    }
    let mut items: Vec<String> =
        ours.iter().filter(|item| theirs.contains(item) || !base.contains(item)).cloned().collect();
    for item in theirs.iter().filter(|item| !base.contains(item)) {
        if !items.contains(item) {
            items.push(item.clone());
        }
    }
    Some(format!("{head}{}{tail}", items.join(", ")))
}

/// When it was last changed: the later of the two.
fn latest(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let key = |text: &'_ str| text.split_once(':').map(|(key, _)| key.trim().trim_matches('"').to_ascii_lowercase());
    let of_time = |key: &str| key.starts_with("updated") || key.starts_with("last_updated") || key == "last updated";
    let same = key(base)? == key(ours)? && key(ours)? == key(theirs)?;
    let dated = |text: &str| text.bytes().filter(u8::is_ascii_digit).count() >= 8;
    (same && of_time(&key(base)?) && dated(ours) && dated(theirs)).then(|| ours.max(theirs).to_owned())
}
