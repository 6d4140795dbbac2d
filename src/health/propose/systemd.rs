//! Unit files of systemd that lie in the repository.

use toml::Value;

use super::Draft;

/// The unit of a file, when it is one that stays: a service, a socket or a timer, no template and nothing that runs once.
pub(super) fn draft(path: &str, text: &str) -> Option<Draft> {
    let unit = path.rsplit('/').next()?;
    let (name, kind) = unit.rsplit_once('.')?;
    if name.is_empty() || name.contains('@') || !matches!(kind, "service" | "socket" | "timer") {
        return None;
    }
    let mut section = "";
    let (mut known, mut once, mut of_user) = (false, false, false);
    for line in text.lines().map(str::trim) {
        if let Some(head) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = head;
            known |= matches!(head, "Service" | "Socket" | "Timer");
        }
        let Some((key, value)) = line.split_once('=').map(|(key, value)| (key.trim(), value.trim())) else { continue };
        once |= (section, key, value) == ("Service", "Type", "oneshot");
        of_user |= (section, key, value) == ("Install", "WantedBy", "default.target");
    }
    if !known || once {
        return None;
    }
    let mut draft = Draft::new(name, "systemd", path, 1);
    draft.table.insert("unit".to_owned(), Value::String(unit.to_owned()));
    draft.optional();
    if of_user {
        draft.table.insert("user".to_owned(), Value::Boolean(true));
    }
    Some(draft)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_is_proposed() {
        let of =
            |path: &str, text: &str| draft(path, text).map(|draft| draft.table["unit"].as_str().unwrap().to_owned());
        assert_eq!(of("deploy/app.service", "[Unit]\n[Service]\nExecStart=/x\n"), Some("app.service".to_owned()));
        assert_eq!(of("app.service", "[Service]\nType=oneshot\n"), None);
        assert_eq!(of("app@.service", "[Service]\n"), None);
        assert_eq!(of("x.service", "not a unit\n=\n[\n"), None);
        let user = draft("a.timer", "[Timer]\n[Install]\nWantedBy = default.target\n").unwrap();
        assert_eq!(user.table["user"].as_bool(), Some(true));
    }
}
