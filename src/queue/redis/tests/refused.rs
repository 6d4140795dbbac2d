use super::*;

fn at(server: &Server) -> Address {
    Address { allow_unsafe: false, patience: Duration::from_millis(200), ..server.address() }
}

/// It is refused for this reason, in words that name what to do, and never the password.
#[track_caller]
fn says(problem: &Problem, kind: ProblemKind, words: &str) {
    assert_eq!(problem.kind, kind, "{problem:?}");
    assert!(problem.message.contains(words), "{problem:?}");
    let all = format!("{problem:?}");
    assert!(problem.hint.is_some() && !all.contains("hunter2") && !all.contains("wrong-one"), "{all}");
}

#[test]
fn a_password_is_asked_for() {
    let conf = ["--requirepass", "hunter2", "--appendonly", "yes"];
    let Some(server) = Server::start("redis-server", &conf) else { return };
    says(&refused(Redis::open(&at(&server), "r")), ProblemKind::Config, "asks for a password");
    let wrong = Address { password: Some("wrong-one".into()), ..at(&server) };
    says(&refused(Redis::open(&wrong, "r")), ProblemKind::Config, "refuses this user or password");
    let in_address = Address { url: format!("{}?pass=wrong-one", server.url()), ..at(&server) };
    says(&refused(Redis::open(&in_address, "r")), ProblemKind::Config, "refuses this user or password");
    assert!(!format!("{in_address:?}").contains("wrong-one"));
    let right = Address { password: Some("hunter2".into()), ..at(&server) };
    let queue = Redis::open(&right, "r").unwrap();
    assert!(!queue.name().contains("hunter2"));
    add(&queue, 0..2);
    assert_eq!(work(&queue, "w1").len(), 2);
}

#[test]
fn a_user_who_may_not_write_is_told_so() {
    let Some(server) = Server::start("redis-server", &["--appendonly", "yes"]) else { return };
    let queue = Redis::open(&at(&server), "r").unwrap();
    command(
        &queue,
        &[
            "ACL",
            "SETUSER",
            "reader",
            "on",
            ">hunter2",
            "~{planyard:*",
            "+@read",
            "+@connection",
            "+@scripting",
            "+time",
        ],
    );
    let reader = Address { url: format!("{}?user=reader&pass=hunter2", server.url()), ..at(&server) };
    let looking = Redis::open(&reader, "r").unwrap();
    add(&queue, 0..1);
    assert_eq!(looking.orders(&Filter::default()).unwrap().len(), 1);
    says(&refused(looking.claim(&request("w1"))), ProblemKind::Refused, "may not do");
    says(&refused(looking.submit(&[new(1)])), ProblemKind::Refused, "may not do");
    // Limited to the queue's keys and to what it does, all goes.
    let commands = "+@all -@dangerous +info";
    let mut words = vec!["ACL", "SETUSER", "worker", "on", ">hunter2", "~{planyard:*"];
    words.extend(commands.split(' '));
    command(&queue, &words);
    let worker = Address { url: format!("{}?user=worker&pass=hunter2", server.url()), ..at(&server) };
    let working = Redis::open(&worker, "r").unwrap();
    assert_eq!(work(&working, "w1").len(), 1);
}

#[test]
fn a_server_that_loses_what_it_is_given_is_refused() {
    for (conf, words) in [
        (["--appendonly", "no", "--maxmemory-policy", "noeviction"], "appendonly no"),
        (["--appendonly", "yes", "--maxmemory-policy", "allkeys-lru"], "allkeys-lru"),
    ] {
        let Some(server) = Server::start("redis-server", &conf) else { return };
        says(&refused(Redis::open(&at(&server), "r")), ProblemKind::Refused, words);
        Redis::open(&Address { allow_unsafe: true, ..at(&server) }, "r").unwrap();
    }
}

#[test]
fn a_full_memory_loses_nothing() {
    let conf = ["--appendonly", "yes", "--maxmemory-policy", "noeviction"];
    let Some(server) = Server::start("redis-server", &conf) else { return };
    let queue = Redis::open(&at(&server), "r").unwrap();
    add(&queue, 0..100);
    let held = queue.claim(&request("w1")).unwrap().unwrap();
    let before = (queue.orders(&Filter::default()).unwrap(), queue.events(&EventFilter::default()).unwrap());
    command(&queue, &["CONFIG", "SET", "maxmemory", "1"]);
    says(&refused(queue.submit(&[new(200)])), ProblemKind::Io, "memory is full");
    says(&refused(queue.claim(&request("w1"))), ProblemKind::Io, "memory is full");
    says(&refused(queue.finish(&held.token(), &done())), ProblemKind::Io, "memory is full");
    let after = (queue.orders(&Filter::default()).unwrap(), queue.events(&EventFilter::default()).unwrap());
    assert_eq!(after, before);
    command(&queue, &["CONFIG", "SET", "maxmemory", "0"]);
    assert_eq!(queue.finish(&held.token(), &done()).unwrap(), Ended::Recorded(State::Done));
    assert_eq!(work(&queue, "w1").len(), 99);
    check(&queue);
}

#[test]
fn what_is_anothers_is_left_alone() {
    let Some(server) = Server::start("redis-server", &["--appendonly", "yes"]) else { return };
    let queue = Redis::open(&at(&server), "r").unwrap();
    command(&queue, &["SET", "{planyard:other}:leases", "mine"]);
    says(&refused(Redis::open(&at(&server), "other")), ProblemKind::Conflict, "is a string");
    command(&queue, &["HSET", "{planyard:newer}:meta", "layout", "999"]);
    says(&refused(Redis::open(&at(&server), "newer")), ProblemKind::Conflict, "newer Planyard");
    // Also when it comes while one works.
    add(&queue, 0..1);
    let held = queue.claim(&request("w1")).unwrap().unwrap();
    command(&queue, &["HSET", &queue.keys.one("meta"), "layout", "4"]);
    says(&refused(queue.claim(&request("w1"))), ProblemKind::Conflict, "newer Planyard");
    says(&refused(queue.finish(&held.token(), &done())), ProblemKind::Conflict, "newer Planyard");
    let elsewhere = Address { url: format!("{}?db=99", server.url()), ..at(&server) };
    says(&refused(Redis::open(&elsewhere, "r")), ProblemKind::Config, "no database of this number");
}

#[test]
fn who_knows_no_labels_is_stopped_by_the_first_order_that_needs_one() {
    let Some(server) = shared("redis-server") else { return };
    let queue = open(&server);
    let layout = |queue: &Redis| command(queue, &["HGET", &queue.keys.one("meta"), "layout"]);
    assert_eq!(layout(&queue), redis::Value::BulkString(b"3".to_vec()), "a new one is not for older ones at all");
    queue.submit(&[NewOrder { labels: vec!["gpu".into()], ..new(0) }]).unwrap();
    assert_eq!(layout(&queue), redis::Value::BulkString(b"3".to_vec()));
    let queue = server.queue_laid_out(1, Arc::new(|| 1_795_248_000_000));
    add(&queue, 0..1);
    assert_eq!(layout(&queue), redis::Value::BulkString(b"1".to_vec()), "older ones may still work on it");
    queue.submit(&[NewOrder { labels: vec!["gpu".into()], ..new(1) }]).unwrap();
    assert_eq!(layout(&queue), redis::Value::BulkString(b"2".to_vec()));
    assert_eq!(work(&queue, "w1").len(), 1);
    check(&queue);
}

#[test]
fn an_order_of_an_older_planyard_is_deleted_with_its_key() {
    let Some(server) = shared("redis-server") else { return };
    let queue = open(&server);
    queue.submit(&[NewOrder { max_attempts: 1, ..new(1) }]).unwrap();
    command(&queue, &["HDEL", &queue.keys.job(&new(1).id), "key"]);
    let held = queue.claim(&request("w1")).unwrap().unwrap();
    let end = End::Dead { failure: super::super::super::Failure::Auth, message: "refused".into() };
    queue.finish(&held.token(), &end).unwrap();
    assert_eq!(queue.purge(&held.id, i64::MAX).unwrap(), super::super::super::Purged::Yes);
    let left = String::from_utf8(match command(&queue, &["HGET", &queue.keys.one("keys"), &new(1).key]) {
        redis::Value::BulkString(text) => text,
        _ => Vec::new(),
    });
    assert_eq!(left.unwrap(), "");
    assert!(queue.submit(&[new(1)]).unwrap()[0].new);
    check(&queue);
}

#[test]
fn an_address_that_is_none_is_refused() {
    let to = |url: &str| Address {
        url: url.into(),
        password: None,
        allow_unsafe: true,
        patience: Duration::from_millis(50),
    };
    for url in ["http://u:hunter2@h", "amqp://h", "h:6379", "", "redis+unix:/nowhere/at/all"] {
        let problem = refused(Redis::open(&to(url), "r"));
        assert!(!format!("{problem:?}").contains("hunter2"), "{problem:?}");
        assert!(matches!(problem.kind, ProblemKind::Config | ProblemKind::Io), "{url}: {problem:?}");
    }
    let known = refused(Redis::open(&to("amqp://h"), "r")).message;
    assert!(known.contains("redis, rediss, redis+unix"), "{known}");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let nobody = format!("redis://u:hunter2@127.0.0.1:{port}");
    says(&refused(Redis::open(&to(&nobody), "r")), ProblemKind::Io, "nothing listens there");
}

#[test]
fn what_makes_no_sense_is_put_aside_and_the_others_go_on() {
    let Some(server) = shared("redis-server") else { return };
    let queue = open(&server);
    add(&queue, 0..4);
    let job = |n: usize| queue.keys.job(&new(n).id);
    command(&queue, &["HSET", &job(0), "spec", "{"]);
    command(&queue, &["HSET", &job(1), "prio", "high"]);
    // A bell for what is not there, and an index that names what is not.
    command(&queue, &["XADD", &queue.keys.one("bell"), "*", "x", "y"]);
    let ready = queue.keys.ready(Priority::Normal, "anthropic");
    command(&queue, &["ZADD", &ready, "1", "no such order"]);
    assert_eq!(work(&queue, "w1"), [new(2).id, new(3).id]);
    for n in 0..2 {
        let order = queue.order(&new(n).id).unwrap().unwrap();
        assert_eq!((order.state, order.owner), (State::Quarantined, None), "{n}");
        assert!(order.why.unwrap().contains("makes no sense"));
    }
    assert_eq!(queue.sweep().unwrap(), []);
    assert_eq!(queue.stats("").unwrap().values().sum::<u64>(), 4);
    // A person looks at it, and gives it out again.
    let decision = super::super::super::Decision::Retry;
    assert_eq!(queue.decide(&new(1).id, &decision, "ada").unwrap(), State::Queued);
    assert_eq!(work(&queue, "w1"), [new(1).id]);
}

#[test]
fn sets_that_went_apart_from_the_orders_are_mended() {
    let Some(server) = shared("redis-server") else { return };
    let queue = open(&server);
    add(&queue, 0..5);
    let held = queue.claim(&request("w1")).unwrap().unwrap();
    let ready = queue.keys.ready(Priority::Normal, "anthropic");
    // One that nobody would ever find, one that is named twice, a lease without its end, and what is not there at all.
    command(&queue, &["ZREM", &ready, &new(1).id.0]);
    command(&queue, &["ZADD", &queue.keys.state(State::Done), "0", &new(2).id.0]);
    command(&queue, &["ZREM", &queue.keys.one("leases"), &held.id.0]);
    command(&queue, &["ZADD", &ready, "1", "no such order"]);
    let said = queue.mend(false).unwrap();
    assert_eq!(said.len(), 4, "{said:?}");
    assert_eq!(queue.mend(false).unwrap(), said, "looking changes nothing");
    assert_eq!(queue.mend(true).unwrap(), said);
    assert_eq!(queue.mend(true).unwrap(), [""; 0]);
    assert_eq!(work(&queue, "w2").len(), 4);
    check(&queue);
}

#[test]
fn an_order_that_is_named_twice_in_a_submission_is_in_one_place() {
    let Some(server) = shared("redis-server") else { return };
    let queue = open(&server);
    add(&queue, 0..1);
    let by = |account: &str| NewOrder { account: account.into(), backend: account.into(), ..new(0) };
    queue.submit(&[by("openai"), by("google"), by("mistral")]).unwrap();
    assert_eq!(queue.mend(false).unwrap(), [""; 0]);
    assert_eq!(queue.claim(&request("w1")).unwrap().unwrap().account, "mistral");
    assert_eq!(queue.claim(&request("w1")).unwrap(), None);
}
