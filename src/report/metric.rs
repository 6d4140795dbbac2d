/// A metric, for monitors that scrape.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// As in `planyard_queue_depth`.
    pub name: &'static str,
    /// What it is.
    pub help: &'static str,
    /// Each value with its labels.
    pub samples: Vec<Sample>,
}

/// A value of a metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Names and values.
    pub labels: Vec<(&'static str, String)>,
    /// The value.
    pub value: f64,
}

impl Metric {
    /// One value without labels.
    pub fn one(name: &'static str, help: &'static str, value: f64) -> Self {
        Self { name, help, samples: vec![Sample { labels: Vec::new(), value }] }
    }

    /// Values by one label.
    pub fn by<T: Into<String>>(
        (name, help): (&'static str, &'static str),
        label: &'static str,
        values: impl IntoIterator<Item = (T, f64)>,
    ) -> Self {
        let sample = |(of, value): (T, f64)| Sample { labels: vec![(label, of.into())], value };
        Self { name, help, samples: values.into_iter().map(sample).collect() }
    }
}
