-- What is live, counted. ARGV: clock, the states. Of what is done only the size of its set is asked for.
local counts, queued, labels = {}, {}, {}
local of_held = held()
for at = 2, #ARGV do
  local ids = of_held[ARGV[at]]
  counts[#counts + 1] = ids and #ids or redis.call('ZCARD', P .. ':in:' .. ARGV[at])
end
local function first(key)
  local found = redis.call('ZRANGE', P .. key, 0, 0, 'WITHSCORES')[2]
  return found and tonumber(found) or -1
end
for prio = 0, 2 do queued[prio + 1] = {0, -1} end
for _, lane in ipairs(redis.call('SMEMBERS', P .. ':accounts')) do
  local of_lane, at = 0, string.find(lane, '\n', 1, true)
  for prio = 0, 2 do
    local rest, all = prio .. ':' .. lane, queued[prio + 1]
    local count = redis.call('ZCARD', P .. ':ready:' .. rest) + redis.call('ZCARD', P .. ':due:' .. rest)
    all[1], of_lane = all[1] + count, of_lane + count
    for _, key in ipairs({':ready:', ':age:'}) do
      local oldest = first(key .. rest)
      if oldest >= 0 and (all[2] < 0 or oldest < all[2]) then all[2] = oldest end
    end
  end
  if at then labels[#labels + 1] = {string.sub(lane, at + 1), of_lane} end
end
local streams = {}
for _, name in ipairs({'ev', 'bell'}) do
  local key = P .. ':' .. name
  if redis.call('EXISTS', key) == 1 then
    -- Not every user may ask for the groups.
    local groups = redis.pcall('XINFO', 'GROUPS', key)
    streams[#streams + 1] = {name, redis.call('XLEN', key), groups.err and {} or groups}
  end
end
return {meta[5] or '', now, counts, queued, {redis.call('ZCARD', P .. ':leases'), first(':leases'), first(':delayed')}, streams, labels}
