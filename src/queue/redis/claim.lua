-- Gives out the most urgent order. ARGV: clock, worker, host, boot, lease, scope, aging, step, event, how many orders to look
-- at, the only backends and the worker's labels as JSON, and from `wanted` on the only ids that are wanted, when there are any.
local worker, host, boot, scope = ARGV[2], ARGV[3], ARGV[4], ARGV[6]
if meta[8] ~= boot then return {'boot', now} end
local best, all, f

-- An order as it is: what the server says of it, and that by name.
local function read(id)
  all, f = call('HGETALL', P .. ':job:' .. id), {}
  for at = 1, #all, 2 do f[all[at]] = all[at + 1] end
end

local can
if ARGV[11] ~= '[]' then
  can = {}
  for _, backend in ipairs(cjson.decode(ARGV[11])) do can[backend] = true end
end
-- Whether who asks can do what an order says of itself.
local function can_do(spec)
  if not can then return true end
  local is_read, said = pcall(cjson.decode, spec or '')
  return is_read and type(said) == 'table' and can[said.backend] == true
end

-- As in choose.rs: whether every path under the one may be under the other.
local function leads(this, that)
  if string.sub(that[2], 1, #this[2]) ~= this[2] then return false end
  if this[1] or this[2] == '' then return true end
  local after = string.sub(that[2], #this[2] + 1, #this[2] + 1)
  return after == '' or after == '/'
end
local taken
-- Whether an order may change what one that is held may change.
local function meets(fixed)
  if not fixed then return false end
  if not taken then
    taken = {}
    for _, held in ipairs(call('HVALS', P .. ':taken')) do
      for _, one in ipairs(cjson.decode(held)) do taken[#taken + 1] = one end
    end
  end
  for _, one in ipairs(cjson.decode(fixed)) do
    for _, other in ipairs(taken) do
      if leads(one, other) or leads(other, one) then return true end
    end
  end
  return false
end

local function is_limited(account)
  if is_old then
    if call('EXISTS', P .. ':limits') == 0 then return false end
  elseif not meta[7] then
    return false
  elseif call('ZCOUNT', P .. ':limits', '(' .. now_text, '+inf') == 0 then
    -- Until the next is told of.
    call('HDEL', P .. ':meta', 'limited')
    meta[7] = false
    return false
  end
  local till = call('ZSCORE', P .. ':limits', account)
  return till and tonumber(till) > now
end

-- Mostly all that is queued was always due, and is of one priority and one lane without labels: the shelf. Then the first there is
-- the first of all. Older Planyards only say where the last one was found.
local shelf = meta[6]
if shelf and wanted > #ARGV and not meta[4] and not string.find(shelf, '\n', 1, true) and not is_limited(string.sub(shelf, 3)) then
  local ready = P .. ':ready:' .. shelf
  local id = call('ZRANGE', ready, 0, 0)[1]
  if id and string.sub(id, 1, #scope) == scope
    and (not is_old or call('ZCARD', ready) == call('ZCARD', P .. ':in:queued')) then
    read(id)
    if f.state == 'queued' and can_do(f.spec) and not meets(f.fixed) then best = {id} end
  end
end

local is_first = best ~= nil
if not best then
  local aging, budget = tonumber(ARGV[7]), tonumber(ARGV[10])
  -- None: which ring of the bell this has heard, and when something changes by itself.
  local function none()
    local rings = call('XREVRANGE', P .. ':bell', '+', '-', 'COUNT', 1)
    local soon = -1
    for _, key in ipairs({':leases', ':delayed'}) do
      local first = call('ZRANGE', P .. key, 0, 0, 'WITHSCORES')
      if first[2] and (soon < 0 or tonumber(first[2]) < soon) then soon = tonumber(first[2]) end
    end
    local limit = call('ZRANGEBYSCORE', P .. ':limits', '(' .. int(now), '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
    if limit[2] and (soon < 0 or tonumber(limit[2]) < soon) then soon = tonumber(limit[2]) end
    return {'none', now, rings[1] and rings[1][1] or '0-0', int(soon)}
  end
  if meta[4] then return none() end

  local suspended = {}
  if is_old or meta[7] then
    for _, account in ipairs(call('ZRANGEBYSCORE', P .. ':limits', '(' .. now_text, '+inf')) do suspended[account] = true end
  end
  local are_held = call('EXISTS', P .. ':taken') == 1
  local function in_scope(id) return string.sub(id, 1, #scope) == scope end
  local has
  -- A lane is an account, or an account, a line end and the labels that its orders need. Its account, when the worker has all.
  local function can_take(lane)
    local at = string.find(lane, '\n', 1, true)
    if not at then return lane end
    if not has then
      has = {}
      for _, label in ipairs(cjson.decode(ARGV[12])) do has[label] = true end
    end
    for label in string.gmatch(string.sub(lane, at + 1), '[^,]+') do
      if not has[label] then return nil end
    end
    return string.sub(lane, 1, at - 1)
  end
  local function is_free(id)
    if not in_scope(id) or can and not can_do(call('HGET', P .. ':job:' .. id, 'spec')) then return false end
    return not are_held or not meets(call('HGET', P .. ':job:' .. id, 'fixed'))
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

  local function look_at(ids)
    local rank
    for _, id in ipairs(ids) do
      local f = call('HMGET', P .. ':job:' .. id, 'state', 'due', 'prio', 'enqueued', 'account', 'fixed', 'spec', 'lane')
      if f[1] == 'queued' and (not f[8] or can_take(f[8])) and can_do(f[7]) and tonumber(f[2]) <= now and not suspended[f[5]] and in_scope(id) and not meets(f[6]) then
        local one = {id, tonumber(f[2]), tonumber(f[4])}
        local its = tonumber(f[3]) - math.min(2, math.floor(math.max(now - one[3], 0) / aging))
        if not rank or its < rank or its == rank and better(one, best) then rank, best = its, one end
      end
    end
  end

  local looked, many = 0, false
  -- The first that can be taken, of those that were submitted after `from` and not after `to`.
  local function head(key, from, to)
    local at, size = from and call('ZCOUNT', key, '-inf', int(from)) or 0, 1
    while true do
      local page = call('ZRANGE', key, at, at + size - 1, 'WITHSCORES')
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
    if call('ZCOUNT', ages, from and '(' .. int(from) or '-inf', to and int(to) or '+inf') == 0 then return nil end
    local at = 0
    while true do
      local page = call('ZRANGE', key, at, at + 99, 'WITHSCORES')
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

  -- Looks where something is queued, and passes over so many at most.
  local function walk()
    -- Where anything is queued at all, and since when at the latest.
    local shelves = {[0] = {}, [1] = {}, [2] = {}}
    for _, lane in ipairs(call('SMEMBERS', P .. ':accounts')) do
      local account = can_take(lane)
      if account and not suspended[account] then
        for prio = 0, 2 do
          local rest = prio .. ':' .. lane
          local oldest = call('ZRANGE', P .. ':ready:' .. rest, 0, 0, 'WITHSCORES')[2]
          local due = call('ZRANGE', P .. ':age:' .. rest, 0, 0, 'WITHSCORES')[2]
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
          if many then return end
        end
      end
      if best then return end
    end
  end
  if wanted <= #ARGV then
    local ids = {}
    for at = wanted, #ARGV do ids[#ids + 1] = ARGV[at] end
    look_at(ids)
  elseif scope == '' then
    walk()
  else
    -- Mostly the first are meant. Where others have to be passed over, those that are may be few.
    local most = budget
    budget = 20
    walk()
    if many then
      best, looked, many, budget = nil, 0, false, most
      local from, to = '[' .. scope, '(' .. scope .. '\255'
      if call('ZLEXCOUNT', P .. ':in:queued', from, to) <= budget then
        look_at(call('ZRANGEBYLEX', P .. ':in:queued', from, to))
      else
        walk()
      end
    end
  end
  if many then return {'many', now} end
  if not best then return none() end
end

local id = best[1]
local job = P .. ':job:' .. id
if not is_first then read(id) end
if f.state ~= 'queued' then
  -- An index that tells of what is not so any more, or never was.
  call('ZREM', P .. ':in:queued', id)
  for _, lane in ipairs(call('SMEMBERS', P .. ':accounts')) do
    for prio = 0, 2 do
      local rest = prio .. ':' .. lane
      call('ZREM', P .. ':ready:' .. rest, id)
      call('ZREM', P .. ':due:' .. rest, string.format('%015.0f:', best[3]) .. id)
      call('ZREM', P .. ':age:' .. rest, id)
    end
  end
  return {'again', now}
end
-- First what needs memory: when there is none, nothing is written. What is not there makes no sense to who reads it.
local epoch, ends = (tonumber(f.epoch) or 0) + 1 .. '', int(now + ARGV[5])
call('HSET', job, 'state', 'leased', 'epoch', epoch, 'attempt', (tonumber(f.attempt) or 0) + 1 .. '', 'v', (tonumber(f.v) or 0) + 1 .. '',
  'owner', worker, 'host', host, 'boot', boot, 'lease', ends, 'changed', now_text, 'step', ARGV[8])
-- As it was goes to who asked.
if f.why then call('HDEL', job, 'why') end
local rest = (f.prio or '') .. ':' .. (f.lane or f.account or '')
local ready = P .. ':ready:' .. rest
call('ZREM', P .. ':in:queued', id)
local was_ready = call('ZREM', ready, id) == 1
if f.due ~= '0' then
  call('ZREM', P .. ':due:' .. rest, string.format('%015.0f:', tonumber(f.enqueued) or 0) .. id)
  call('ZREM', P .. ':age:' .. rest, id)
end
if is_old then call('ZADD', P .. ':in:leased', 0, id) end
call('ZADD', P .. ':leases', ends, id)
if f.fixed then call('HSET', P .. ':taken', id, f.fixed) end
tell(id, epoch, 'state', ARGV[9])
-- That it is the only one holds until something is queued elsewhere.
local is_only = was_ready and (is_first or is_old or call('ZCARD', ready) == call('ZCARD', P .. ':in:queued'))
close(is_only and rest)
return {'yes', now, id, cjson.encode(all)}
