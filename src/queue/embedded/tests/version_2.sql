create table orders(
  id text primary key, key text not null unique, title text not null, state text not null, prio int not null,
  epoch int not null, attempt int not null, max_attempts int not null,
  owner text, host text, boot text, lease_until int,
  due int not null, enqueued int not null, changed int not null,
  backend text not null, account text not null, needs text not null, paths text not null, payload text not null,
  session text, branch text, worktree text, base text, head text, landed text,
  cost_micro int not null, tokens int not null, failure text, why text, labels text not null default '[]');
create index ready on orders(prio, due, enqueued, id) where state = 'queued';
create index ready_age on orders(prio, enqueued) where state = 'queued';
create index held on orders(lease_until) where state in ('leased','preparing','running','verifying','reviewing','merging');
create index delayed on orders(due, id) where state = 'delayed';
create index by_state on orders(state, id);
create table needs(order_id text not null, need text not null, primary key(order_id, need)) without rowid;
create table ends(order_id text not null, epoch int not null, end text not null, primary key(order_id, epoch)) without rowid;
create table questions(
  n integer primary key autoincrement, order_id text not null, epoch int not null, kind text not null, text text not null,
  options text not null, state text not null, asked int not null, answered int, by text, answer text, why text,
  dedup text not null unique);
create index questions_of on questions(order_id, n);
create table told(n integer primary key autoincrement, order_id text not null, text text not null, by text not null,
  at int not null, taken int);
create index told_open on told(order_id, n) where taken is null;
create table events(seq integer primary key autoincrement, at int not null, order_id text, epoch int not null,
  kind text not null, data text not null);
create index events_of on events(order_id, seq);
create index events_by_kind on events(kind, seq);
create table limits(account text primary key, until int not null, reason text not null) without rowid;
create table spend(day text not null, account text not null, cost_micro int not null, tokens int not null,
  primary key(day, account)) without rowid;
create table lanes(name text primary key, owner text not null, until int not null) without rowid;
create table records(kind text not null, id text not null, record text not null, primary key(kind, id)) without rowid;
create table meta(key text primary key, value text not null) without rowid;
