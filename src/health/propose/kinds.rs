//! What an image, a scheme or a port is: which probe fits, and where the service answers.

/// A kind of service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    /// Its probe, as named by `planyard health probes`.
    pub(super) probe: &'static str,
    /// The scheme of its address.
    pub(super) scheme: &'static str,
    /// The port within its container.
    pub(super) port: u16,
    /// The path that tells of its health.
    pub(super) path: &'static str,
}

const fn kind(probe: &'static str, scheme: &'static str, port: u16, path: &'static str) -> Kind {
    Kind { probe, scheme, port, path }
}

const REDIS: Kind = kind("redis", "redis", 6379, "");
const POSTGRES: Kind = kind("postgres", "postgres", 5432, "");
const MYSQL: Kind = kind("mysql", "mysql", 3306, "");
const AMQP: Kind = kind("amqp", "amqp", 5672, "");
const NATS: Kind = kind("nats", "nats", 4222, "");
const MEMCACHED: Kind = kind("memcached", "memcached", 11211, "");

/// Names of images, without registry, owner and tag.
const IMAGES: &[(&str, Kind)] = &[
    ("redis", REDIS),
    ("redis-stack", REDIS),
    ("redis-stack-server", REDIS),
    ("valkey", REDIS),
    ("keydb", REDIS),
    ("dragonfly", REDIS),
    ("postgres", POSTGRES),
    ("postgresql", POSTGRES),
    ("postgis", POSTGRES),
    ("pgvector", POSTGRES),
    ("timescaledb", POSTGRES),
    ("timescaledb-ha", POSTGRES),
    ("mysql", MYSQL),
    ("mysql-server", MYSQL),
    ("mariadb", MYSQL),
    ("percona", MYSQL),
    ("rabbitmq", AMQP),
    ("lavinmq", AMQP),
    ("nats", NATS),
    ("memcached", MEMCACHED),
    ("nginx", kind("http", "http", 80, "/")),
    ("httpd", kind("http", "http", 80, "/")),
    ("caddy", kind("http", "http", 80, "/")),
    ("elasticsearch", kind("http", "http", 9200, "/_cluster/health")),
    ("opensearch", kind("http", "http", 9200, "/_cluster/health")),
    ("minio", kind("http", "http", 9000, "/minio/health/live")),
    ("prometheus", kind("http", "http", 9090, "/-/healthy")),
    ("victoria-metrics", kind("http", "http", 8428, "/health")),
    ("alertmanager", kind("http", "http", 9093, "/-/healthy")),
    ("grafana", kind("http", "http", 3000, "/api/health")),
    ("loki", kind("http", "http", 3100, "/ready")),
    ("etcd", kind("http", "http", 2379, "/health")),
    ("vault", kind("http", "http", 8200, "/v1/sys/health")),
    ("consul", kind("http", "http", 8500, "/v1/status/leader")),
    ("clickhouse-server", kind("http", "http", 8123, "/ping")),
    ("influxdb", kind("http", "http", 8086, "/health")),
    ("qdrant", kind("http", "http", 6333, "/healthz")),
    ("weaviate", kind("http", "http", 8080, "/v1/.well-known/ready")),
    ("meilisearch", kind("http", "http", 7700, "/health")),
    ("localstack", kind("http", "http", 4566, "/_localstack/health")),
    ("mailpit", kind("http", "http", 8025, "/readyz")),
    ("mailhog", kind("http", "http", 8025, "/")),
    ("mongo", kind("tcp", "tcp", 27017, "")),
    ("mongodb", kind("tcp", "tcp", 27017, "")),
    ("kafka", kind("tcp", "tcp", 9092, "")),
    ("redpanda", kind("tcp", "tcp", 9092, "")),
    ("zookeeper", kind("tcp", "tcp", 2181, "")),
    ("cassandra", kind("tcp", "tcp", 9042, "")),
];

/// Schemes of addresses.
const SCHEMES: &[(&str, Kind)] = &[
    ("redis", REDIS),
    ("rediss", REDIS),
    ("valkey", REDIS),
    ("postgres", POSTGRES),
    ("postgresql", POSTGRES),
    ("mysql", MYSQL),
    ("mariadb", MYSQL),
    ("amqp", AMQP),
    ("amqps", kind("amqp", "amqps", 5671, "")),
    ("nats", NATS),
    ("memcached", MEMCACHED),
    ("http", kind("http", "http", 80, "/")),
    ("https", kind("http", "https", 443, "/")),
    ("mongodb", kind("tcp", "tcp", 27017, "")),
    ("kafka", kind("tcp", "tcp", 9092, "")),
    ("tcp", kind("tcp", "tcp", 0, "")),
];

/// The kind of an image: `docker.io/library/redis:7-alpine@sha256:…`.
pub(super) fn of_image(image: &str) -> Option<Kind> {
    let image = image.split('@').next().unwrap_or_default();
    let name = image.rsplit('/').next().unwrap_or_default();
    let name = name.split(':').next().unwrap_or_default().to_ascii_lowercase();
    IMAGES.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}

/// The kind of a scheme; of `postgresql+asyncpg` what stands before the plus.
pub(super) fn of_scheme(scheme: &str) -> Option<Kind> {
    let scheme = scheme.split('+').next().unwrap_or_default().to_ascii_lowercase();
    SCHEMES.iter().find(|(known, _)| *known == scheme).map(|(_, kind)| *kind)
}

/// The kind that the name of a variable speaks of: `REDIS` of `REDIS_HOST`, `PG` of `PGHOST`.
pub(super) fn of_word(word: &str) -> Option<Kind> {
    let word = word.to_ascii_lowercase();
    let names: &[(&str, Kind)] = &[
        ("redis", REDIS),
        ("valkey", REDIS),
        ("postgres", POSTGRES),
        ("postgresql", POSTGRES),
        ("pg", POSTGRES),
        ("mysql", MYSQL),
        ("mariadb", MYSQL),
        ("rabbitmq", AMQP),
        ("amqp", AMQP),
        ("nats", NATS),
        ("memcached", MEMCACHED),
        ("memcache", MEMCACHED),
    ];
    names.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind)
}

/// The kind that usually listens there.
pub(super) fn of_port(port: u16) -> Option<Kind> {
    [REDIS, POSTGRES, MYSQL, AMQP, NATS, MEMCACHED].into_iter().find(|kind| kind.port == port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_and_schemes_are_known_by_their_names() {
        let probe = |image: &str| of_image(image).map(|kind| kind.probe);
        assert_eq!(probe("redis"), Some("redis"));
        assert_eq!(probe("localhost:5000/x/postgres:16-alpine@sha256:00"), Some("postgres"));
        assert_eq!(probe("myredis"), None);
        assert_eq!(of_scheme("postgresql+asyncpg").map(|kind| kind.scheme), Some("postgres"));
        assert_eq!(of_scheme("sqlite"), None);
    }
}
