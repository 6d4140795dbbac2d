-- Gives out the most urgent order. ARGV: clock, worker, host, boot, lease, scope, aging, step, event, how many orders to look
-- at, the only backends and the worker's labels as JSON, and the only ids that are wanted, when there are any.
local worker, host, boot, scope = ARGV[2], ARGV[3], ARGV[4], ARGV[6]
local lease, aging, step, budget = tonumber(ARGV[5]), tonumber(ARGV[7]), ARGV[8], tonumber(ARGV[10])
if redis.call('HGET', P .. ':boots', host) ~= boot then return {'boot', now} end

-- None: which ring of the bell this has heard, and when something changes by itself.
local function none()
  local rings = redis.call('XREVRANGE', P .. ':bell', '+', '-', 'COUNT', 1)
  local soon = -1
  for _, key in ipairs({':leases', ':delayed'}) do
    local first = redis.call('ZRANGE', P .. key, 0, 0, 'WITHSCORES')
    if first[2] and (soon < 0 or tonumber(first[2]) < soon) then soon = tonumber(first[2]) end
  end
  local limit = redis.call('ZRANGEBYSCORE', P .. ':limits', '(' .. int(now), '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  if limit[2] and (soon < 0 or tonumber(limit[2]) < soon) then soon = tonumber(limit[2]) end
  return {'none', now, rings[1] and rings[1][1] or '0-0', int(soon)}
end
if meta[4] then return none() end

local suspended = {}
for _, account in ipairs(redis.call('ZRANGEBYSCORE', P .. ':limits', '(' .. int(now), '+inf')) do suspended[account] = true end
local taken = {}
for _, fixed in ipairs(redis.call('HVALS', P .. ':taken')) do
  for _, one in ipairs(cjson.decode(fixed)) do taken[#taken + 1] = one end
end
-- As in choose.rs: whether every path under the one may be under the other.
local function leads(this, that)
  if string.sub(that[2], 1, #this[2]) ~= this[2] then return false end
  if this[1] or this[2] == '' then return true end
  local after = string.sub(that[2], #this[2] + 1, #this[2] + 1)
  return after == '' or after == '/'
end
local function meets(fixed)
  if not fixed then return false end
  for _, one in ipairs(cjson.decode(fixed)) do
    for _, other in ipairs(taken) do
      if leads(one, other) or leads(other, one) then return true end
    end
  end
  return false
end
local function in_scope(id) return string.sub(id, 1, #scope) == scope end
local backends, can = cjson.decode(ARGV[11]), {}
for _, backend in ipairs(backends) do can[backend] = true end
local has = {}
for _, label in ipairs(cjson.decode(ARGV[12])) do has[label] = true end
-- A lane is an account, or an account, a line end and the labels that its orders need. Its account, when the worker has all.
local function can_take(lane)
  local at = string.find(lane, '\n', 1, true)
  if not at then return lane end
  for label in string.gmatch(string.sub(lane, at + 1), '[^,]+') do
    if not has[label] then return nil end
  end
  return string.sub(lane, 1, at - 1)
end
local function is_free(id)
  if #backends > 0 and not can[redis.call('HGET', P .. ':job:' .. id, 'backend') or ''] then return false end
  return in_scope(id) and (#taken == 0 or not meets(redis.call('HGET', P .. ':job:' .. id, 'fixed')))
end

-- By bytes: `<` goes by the server's language.
local function before(this, that)
  for at = 1, math.min(#this, #that) do
    local a, b = string.byte(this, at), string.byte(that, at)
    if a ~= b then return a < b end
  end
  return #this < #that
end
-- Of {id, due, enqueued}: due first, then the oldest.
local function better(this, that)
  if not that then return true end
  if this[2] ~= that[2] then return this[2] < that[2] end
  if this[3] ~= that[3] then return this[3] < that[3] end
  return before(this[1], that[1])
end

local best
local function look_at(ids)
  local rank
  for _, id in ipairs(ids) do
    local f = redis.call('HMGET', P .. ':job:' .. id, 'state', 'due', 'prio', 'enqueued', 'account', 'fixed', 'backend', 'lane')
    if f[1] == 'queued' and (not f[8] or can_take(f[8])) and (#backends == 0 or can[f[7] or '']) and tonumber(f[2]) <= now and not suspended[f[5]] and in_scope(id) and not meets(f[6]) then
      local one = {id, tonumber(f[2]), tonumber(f[4])}
      local its = tonumber(f[3]) - math.min(2, math.floor(math.max(now - one[3], 0) / aging))
      if not rank or its < rank or its == rank and better(one, best) then rank, best = its, one end
    end
  end
end

local looked, many = 0, false
-- The first that can be taken, of those that were submitted after `from` and not after `to`.
local function head(key, from, to)
  local at, size = from and redis.call('ZCOUNT', key, '-inf', int(from)) or 0, 1
  while true do
    local page = redis.call('ZRANGE', key, at, at + size - 1, 'WITHSCORES')
    if #page == 0 then return nil end
    for i = 1, #page, 2 do
      local enqueued = tonumber(page[i + 1])
      if to and enqueued > to then return nil end
      if is_free(page[i]) then return {page[i], 0, enqueued} end
      looked = looked + 1
      if looked > budget then many = true return nil end
    end
    at, size = at + #page / 2, 100
  end
end
-- The same of those that have a time of their own, by that time.
local function due_head(key, ages, from, to)
  if redis.call('ZCOUNT', ages, from and '(' .. int(from) or '-inf', to and int(to) or '+inf') == 0 then return nil end
  local at = 0
  while true do
    local page = redis.call('ZRANGE', key, at, at + 99, 'WITHSCORES')
    if #page == 0 then return nil end
    for i = 1, #page, 2 do
      local due, enqueued, id = tonumber(page[i + 1]), tonumber(string.sub(page[i], 1, 15)), string.sub(page[i], 17)
      if due > now then return nil end
      if (not from or enqueued > from) and (not to or enqueued <= to) and is_free(id) then return {id, due, enqueued} end
      looked = looked + 1
      if looked > budget then many = true return nil end
    end
    at = at + 100
  end
end

if #ARGV > 12 then
  local ids = {}
  for at = 13, #ARGV do ids[#ids + 1] = ARGV[at] end
  look_at(ids)
elseif scope ~= '' and redis.call('ZLEXCOUNT', P .. ':in:queued', '[' .. scope, '(' .. scope .. '\255') <= budget then
  look_at(redis.call('ZRANGEBYLEX', P .. ':in:queued', '[' .. scope, '(' .. scope .. '\255'))
else
  -- Where anything is queued at all, and since when at the latest.
  local shelves = {[0] = {}, [1] = {}, [2] = {}}
  for _, lane in ipairs(redis.call('SMEMBERS', P .. ':accounts')) do
    local account = can_take(lane)
    if account and not suspended[account] then
      for prio = 0, 2 do
        local rest = prio .. ':' .. lane
        local oldest = redis.call('ZRANGE', P .. ':ready:' .. rest, 0, 0, 'WITHSCORES')[2]
        local due = redis.call('ZRANGE', P .. ':age:' .. rest, 0, 0, 'WITHSCORES')[2]
        if oldest or due then
          local shelf = {rest = rest, oldest = tonumber(oldest), due = tonumber(due)}
          shelves[prio][#shelves[prio] + 1] = shelf
        end
      end
    end
  end
  -- The rank of a priority falls by a step for each `aging` of waiting, at most two: best rank first.
  for rank = -2, 2 do
    for prio = math.max(rank, 0), math.min(rank + 2, 2) do
      local steps = prio - rank
      local from, to = nil, nil
      if steps < 2 then from = now - (steps + 1) * aging end
      if steps > 0 then to = now - steps * aging end
      for _, shelf in ipairs(shelves[prio]) do
        local one
        if shelf.oldest and (not to or shelf.oldest <= to) then
          -- Mostly none has waited for longer, and the first is the first of all.
          one = head(P .. ':ready:' .. shelf.rest, from and shelf.oldest <= from and from or nil, to)
          if one and better(one, best) then best = one end
        end
        if shelf.due and (not to or shelf.due <= to) then
          one = due_head(P .. ':due:' .. shelf.rest, P .. ':age:' .. shelf.rest, from, to)
          if one and better(one, best) then best = one end
        end
        if many then return {'many', now} end
      end
    end
    if best then break end
  end
end
if not best then return none() end

local id = best[1]
local job = P .. ':job:' .. id
local f = redis.call('HMGET', job, 'state', 'epoch', 'attempt', 'v', 'due', 'prio', 'enqueued', 'account', 'fixed', 'lane')
if f[1] ~= 'queued' then
  -- An index that tells of what is not so any more, or never was.
  redis.call('ZREM', P .. ':in:queued', id)
  for _, lane in ipairs(redis.call('SMEMBERS', P .. ':accounts')) do
    for prio = 0, 2 do
      local rest = prio .. ':' .. lane
      redis.call('ZREM', P .. ':ready:' .. rest, id)
      redis.call('ZREM', P .. ':due:' .. rest, string.format('%015.0f:', best[3]) .. id)
      redis.call('ZREM', P .. ':age:' .. rest, id)
    end
  end
  return {'again', now}
end
-- First what needs memory: when there is none, nothing is written.
local epoch, ends = int(tonumber(f[2]) + 1), int(now + lease)
redis.call('HSET', job, 'state', 'leased', 'epoch', epoch, 'attempt', int(tonumber(f[3]) + 1), 'v', int(tonumber(f[4]) + 1),
  'owner', worker, 'host', host, 'boot', boot, 'lease', ends, 'changed', int(now), 'step', step)
redis.call('HDEL', job, 'why')
local rest = f[6] .. ':' .. (f[10] or f[8])
redis.call('ZREM', P .. ':in:queued', id)
redis.call('ZREM', P .. ':ready:' .. rest, id)
if tonumber(f[5]) > 0 then
  redis.call('ZREM', P .. ':due:' .. rest, string.format('%015.0f:', tonumber(f[7])) .. id)
  redis.call('ZREM', P .. ':age:' .. rest, id)
end
redis.call('ZADD', P .. ':in:leased', 0, id)
redis.call('ZADD', P .. ':leases', ends, id)
if f[9] then redis.call('HSET', P .. ':taken', id, f[9]) end
tell(id, epoch, 'state', ARGV[9])
close()
return {'yes', now, id, redis.call('HGETALL', job)}
