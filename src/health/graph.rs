//! Which service needs which: what is wrong with that, and in which order it is looked at.

use std::collections::BTreeMap;

use super::settings::Service;
use crate::config::keys::nearest;

/// What is wrong with the services together: names given twice, needs of what is not there, circles. Each with the path of
/// the key.
/// `broken` are the names of services that have something else wrong.
pub(super) fn wrong(services: &[(usize, Service)], broken: &[String]) -> Vec<(Vec<String>, String)> {
    let path = |index: usize, key: &str| ["health", "service", &index.to_string(), key].map(str::to_owned).to_vec();
    let mut wrong = Vec::new();
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, service) in services {
        if first.contains_key(service.name.as_str()) {
            wrong.push((path(*index, "name"), format!("there are two services with the name {}", service.name)));
        } else {
            first.insert(&service.name, *index);
        }
    }
    for (index, service) in services {
        for (nth, (name, _)) in service.depends_on.iter().enumerate() {
            if first.contains_key(name.as_str()) || broken.contains(name) {
                continue;
            }
            let near =
                nearest(name, first.keys().copied()).map_or(String::new(), |near| format!("; did you mean {near}?"));
            let at = [path(*index, "depends_on"), vec![nth.to_string()]].concat();
            wrong.push((at, format!("there is no service {name}{near}")));
        }
    }
    if wrong.is_empty() && broken.is_empty() {
        let all: Vec<&Service> = services.iter().map(|(_, service)| service).collect();
        if let Err(circle) = order(&all) {
            let at = services.iter().find(|(_, service)| service.name == circle[0]).map_or(0, |(index, _)| *index);
            wrong.push((path(at, "depends_on"), format!("this goes round in a circle: {}", circle.join(" → "))));
        }
    }
    wrong
}

/// Indices of the services so that each comes after all that it needs.
///
/// # Errors
/// A circle: names, the first again at the end.
pub(super) fn order(services: &[&Service]) -> Result<Vec<usize>, Vec<String>> {
    let index: BTreeMap<&str, usize> =
        services.iter().enumerate().map(|(index, service)| (service.name.as_str(), index)).collect();
    let needs = |at: usize| services[at].depends_on.iter().filter_map(|(name, _)| index.get(name.as_str()).copied());
    // 0: not seen; 1: on the way; 2: done. A stack of its own: chains may be long.
    let mut state = vec![0_u8; services.len()];
    let mut order = Vec::with_capacity(services.len());
    for start in 0..services.len() {
        if state[start] != 0 {
            continue;
        }
        state[start] = 1;
        let mut way = vec![(start, needs(start).collect::<Vec<_>>().into_iter())];
        while let Some((at, rest)) = way.last_mut() {
            let at = *at;
            match rest.next() {
                Some(next) if state[next] == 0 => {
                    state[next] = 1;
                    way.push((next, needs(next).collect::<Vec<_>>().into_iter()));
                }
                Some(next) if state[next] == 1 => {
                    let from = way.iter().position(|(at, _)| *at == next).unwrap_or(0);
                    let round = way[from..].iter().map(|(at, _)| *at).chain([next]);
                    return Err(round.map(|at| services[at].name.clone()).collect());
                }
                Some(_) => {}
                None => {
                    state[at] = 2;
                    order.push(at);
                    way.pop();
                }
            }
        }
    }
    Ok(order)
}
