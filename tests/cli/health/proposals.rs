//! What health proposes where nothing is configured: files in, services out.

use serde_json::Value;

use crate::sandbox::Sandbox;

/// What `health init` proposes, as the services of the TOML that it shows.
fn proposed(sandbox: &Sandbox) -> (Vec<toml::Table>, String) {
    let output = sandbox.run(&["health", "init", "--write"]);
    assert!(output.status == 0, "{output}");
    let text = sandbox.read("planyard.toml");
    let table: toml::Table = toml::from_str(&text).unwrap();
    let services = table["health"]["service"].as_array().unwrap().iter().map(|one| one.as_table().unwrap().clone());
    (services.collect(), text)
}

fn of<'t>(services: &'t [toml::Table], name: &str) -> &'t toml::Table {
    let found = services.iter().find(|service| service["name"].as_str() == Some(name));
    found.unwrap_or_else(|| panic!("there is no {name} in {services:#?}"))
}

fn text<'t>(service: &'t toml::Table, key: &str) -> &'t str {
    service.get(key).and_then(toml::Value::as_str).unwrap_or_default()
}

const COMPOSE: &str = r#"
x-defaults: &defaults
  restart: always
services:
  db:
    <<: *defaults
    image: postgres:16
    environment:
      POSTGRES_USER: shop
      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it}
    ports:
      - "${DB_PORT:-5433}:5432"
  cache:
    image: docker.io/library/redis:7-alpine
    ports: ["127.0.0.1:6380:6379"]
  search:
    image: mongo:7
    ports:
      - target: 27017
        published: 27018
  web:
    build: .
    ports: ["8080:80"]
    depends_on:
      db: { condition: service_healthy }
      migrate: { condition: service_completed_successfully }
    healthcheck:
      test: ["CMD", "curl", "-f", "http://localhost/health"]
      start_period: 30s
  worker:
    build: .
  migrate:
    build: .
  tools:
    image: adminer
    profiles: [debug]
    ports: ["9999:8080"]
"#;

#[test]
fn a_compose_file_with_its_env_is_proposed() {
    let sandbox = Sandbox::new();
    sandbox.write("docker-compose.yml", COMPOSE);
    sandbox.write(".env", "REDIS_URL=redis://:hunter2secret@localhost:6380/0\nPOSTGRES_PASSWORD=hunter2secret\n");
    let (services, whole) = proposed(&sandbox);
    assert!(!whole.contains("hunter2"), "{whole}");
    assert!(whole.contains("# from docker-compose.yml:"), "{whole}");
    let (db, web) = (of(&services, "db"), of(&services, "web"));
    let url = "postgres://shop:${POSTGRES_PASSWORD}@127.0.0.1:${DB_PORT:-5433}";
    assert_eq!((text(db, "probe"), text(db, "url")), ("postgres", url));
    assert_eq!((text(web, "probe"), text(web, "url")), ("http", "http://127.0.0.1:8080/health"));
    assert_eq!((text(web, "start_period"), web["depends_on"].as_array().unwrap().len()), ("30s", 1));
    assert_eq!(text(of(&services, "search"), "url"), "tcp://127.0.0.1:27018");
    let inner = of(&services, "compose")["services"].as_array().unwrap();
    assert_eq!(inner, &["worker".into()]);
    let names: Vec<&str> = services.iter().map(|service| text(service, "name")).collect();
    assert!(!names.contains(&"tools") && !names.contains(&"migrate"), "{names:?}");
    assert_eq!((text(of(&services, "cache"), "probe"), text(of(&services, "cache"), "url")), ("redis", "${REDIS_URL}"));
    assert_eq!(names.iter().filter(|name| name.contains("redis")).count(), 0, "{names:?}");
}

#[test]
fn manifests_units_and_procfiles_are_proposed() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "deploy/web.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec:\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n      - name: app\n        ports: [{name: http, containerPort: 8080}]\n        readinessProbe:\n          tcpSocket: {port: http}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: web-svc, namespace: shop}\nspec:\n  selector: {app: web}\n  ports: [{port: 80, targetPort: http}]\n",
    );
    sandbox.write("deploy/shop.service", "[Unit]\nDescription=x\n[Service]\nExecStart=/bin/x\n");
    sandbox.write("Procfile", "api: gunicorn app:app --bind 0.0.0.0:8000\nworker: celery -A app worker\n");
    let (services, _) = proposed(&sandbox);
    let web = of(&services, "web");
    assert_eq!((text(web, "probe"), text(web, "namespace")), ("kubernetes", "shop"));
    assert_eq!(text(web, "criticality"), "optional");
    assert_eq!(web["workloads"].as_array().unwrap(), &["deployment/web".into()]);
    let inside = of(&services, "web-tcp");
    assert_eq!((text(inside, "url"), inside["enabled"].as_bool()), ("tcp://web-svc.shop.svc:80", Some(false)));
    assert_eq!(text(of(&services, "shop"), "unit"), "shop.service");
    assert_eq!(text(of(&services, "api"), "url"), "tcp://127.0.0.1:8000");
    assert_eq!(
        (text(of(&services, "worker"), "probe"), text(of(&services, "worker"), "criticality")),
        ("process", "optional")
    );
}

#[test]
fn the_toolchain_is_proposed_with_its_versions() {
    let sandbox = Sandbox::new();
    sandbox.write("rust-toolchain.toml", "[toolchain]\nchannel = \"1.95.0\"\n").write(".nvmrc", "v20.11.0\n");
    sandbox
        .write("package.json", "{\"name\": \"x\", \"engines\": {\"node\": \">=18\"}}\n")
        .write("go.mod", "module x\n\ngo 1.22\n");
    sandbox.write("pyproject.toml", "[project]\nname = \"x\"\nrequires-python = \">=3.10\"\n");
    let (services, _) = proposed(&sandbox);
    let version = |name: &str| text(of(&services, name), "version").to_owned();
    assert_eq!(
        (version("cargo"), version("node"), version("go"), version("python3")),
        ("=1.95.0".to_owned(), "=20.11.0".to_owned(), ">=1.22".to_owned(), ">=3.10".to_owned())
    );
}

#[test]
fn what_cannot_be_read_is_left_out_and_said() {
    let sandbox = Sandbox::new();
    sandbox.write("docker-compose.yml", "services: [").write("go.mod", "module x\n\ngo 1.22\n");
    sandbox.write("k8s.yaml", format!("apiVersion: v1\nkind: {}\n", "- ".repeat(5000)));
    sandbox.write("Procfile", [0xff, 0xfe, 0x00]);
    let output = sandbox.run(&["health"]);
    let json: Value = serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}\n{output}"));
    let names: Vec<&str> =
        json["data"]["services"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"go") && names.contains(&"git"), "{names:?}");
    for file in ["docker-compose.yml: line ", "k8s.yaml: ", "Procfile: cannot be read"] {
        assert!(output.stdout.contains(file), "{file} is not named in\n{output}");
    }
    assert!(json["data"]["services"][0]["proposed_by"].is_string(), "{output}");
}
