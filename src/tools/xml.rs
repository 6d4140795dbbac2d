//! XML as tools write it: a walk over elements and text that no malformed part stops before the end.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};

/// A part of a document, in order. Every element that is opened is closed, unless the document ends in it.
#[derive(Debug)]
pub(crate) enum Part<'a> {
    /// An element begins.
    Open(Element<'a>),
    /// The innermost element ends.
    Close,
    /// Text of the innermost element; it may come in several pieces.
    Text(Cow<'a, str>),
}

/// The start of an element.
#[derive(Debug)]
pub(crate) struct Element<'a> {
    start: BytesStart<'a>,
    name: String,
}

impl Element<'_> {
    /// Its name without a namespace's prefix.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// An attribute's value; an entity that is not known stays as it is written.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.html_attributes();
        let attributes = attributes.with_checks(false).flatten();
        attributes.into_iter().find(|attribute| attribute.key.local_name().as_ref() == name.as_bytes()).map(
            |attribute| {
                let raw = String::from_utf8_lossy(&attribute.value);
                unescape(&raw).map_or_else(|_| raw.clone().into_owned(), Cow::into_owned)
            },
        )
    }
}

/// How a walk ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Walked {
    /// The document ends in the middle.
    pub(crate) truncated: bool,
    /// How many elements there were.
    pub(crate) elements: usize,
}

/// Walks a document. What follows a part that is not XML at all is not read: the document counts as truncated.
pub(crate) fn walk(text: &str, visit: &mut dyn FnMut(Part<'_>)) -> Walked {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut open: Vec<String> = Vec::new();
    let mut walked = Walked::default();
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                walked.elements += 1;
                let element = element(start);
                open.push(element.name.clone());
                visit(Part::Open(element));
            }
            Ok(Event::Empty(start)) => {
                walked.elements += 1;
                visit(Part::Open(element(start)));
                visit(Part::Close);
            }
            Ok(Event::End(end)) => {
                let local = end.local_name();
                let name = String::from_utf8_lossy(local.as_ref());
                // An end that nothing began is no end; elements that were left open end with what holds them.
                if let Some(at) = open.iter().rposition(|known| *known == name) {
                    for _ in at..open.len() {
                        visit(Part::Close);
                    }
                    open.truncate(at);
                }
            }
            Ok(Event::Text(part)) => visit(Part::Text(String::from_utf8_lossy(&part))),
            Ok(Event::CData(part)) => visit(Part::Text(String::from_utf8_lossy(&part))),
            Ok(Event::GeneralRef(part)) => visit(Part::Text(Cow::Owned(reference(&part)))),
            Ok(Event::Eof) => {
                walked.truncated = !open.is_empty();
                return walked;
            }
            Ok(_) => {}
            Err(_) => {
                walked.truncated = true;
                return walked;
            }
        }
    }
}

fn element(start: BytesStart<'_>) -> Element<'_> {
    let name = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
    Element { start, name }
}

/// `&lt;` and `&#10;`; what is neither stays as it is.
fn reference(part: &BytesRef<'_>) -> String {
    if let Ok(Some(char)) = part.resolve_char_ref() {
        return char.to_string();
    }
    let name = String::from_utf8_lossy(part);
    resolve_predefined_entity(&name).map_or_else(|| format!("&{name};"), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> (String, Walked) {
        let mut out = String::new();
        let walked = walk(text, &mut |part| match part {
            Part::Open(element) => {
                out.push_str(&format!("<{} {:?}>", element.name(), element.get("a")));
            }
            Part::Close => out.push_str("</>"),
            Part::Text(text) => out.push_str(&text),
        });
        (out, walked)
    }

    #[test]
    fn malformed_parts_stop_nothing() {
        for (text, expected, truncated) in [
            ("<a><b/>x</a>", "<a None><b None></>x</>", false),
            ("<n:a a='1&amp;&bad;'>&lt;&#65;&nope;</n:a>", "<a Some(\"1&amp;&bad;\")><A&nope;</>", false),
            ("<a a='&lt;&#10;'><![CDATA[<b>&]]></a>", "<a Some(\"<\\n\")><b>&</>", false),
            ("<a><b></a></c>", "<a None><b None></></>", false),
            ("<a a=1 a=2>R & D</a>", "<a Some(\"1\")>R & D</>", false),
            ("<a>x", "<a None>x", true),
            ("<a><b", "<a None>", true),
            ("<!-- -- --><a/>", "<a None></>", false),
        ] {
            let (out, walked) = shown(text);
            assert_eq!((out.as_str(), walked.truncated), (expected, truncated), "{text}");
        }
    }
}
