-- Makes changes that were decided from what was read, unless something of it has changed since.
-- ARGV: clock, now as it was taken to be, how far that may be off, a name of this step, what the step expects (count, then
-- hash, field, value), and the commands (count of words, words).
if math.abs(now - tonumber(ARGV[2])) > tonumber(ARGV[3]) then return {'clock', now} end
local step, expected = ARGV[4], tonumber(ARGV[5])
local at = 6
for _ = 1, expected do
  if (redis.call('HGET', ARGV[at], ARGV[at + 1]) or '') ~= ARGV[at + 2] then
    -- Sent again, because the answer was lost: it is done.
    if redis.call('HGET', ARGV[at], 'step') == step then return {'yes', now} end
    -- And somebody else has changed it since.
    if step ~= '' and redis.call('EXISTS', P .. ':step:' .. step) == 1 then return {'yes', now} end
    return {'lost', now}
  end
  at = at + 3
end
if step ~= '' and expected == 0 and not redis.call('SET', P .. ':step:' .. step, '1', 'NX', 'EX', 600) then
  return {'yes', now}
end
while at <= #ARGV do
  local words = tonumber(ARGV[at])
  local name = ARGV[at + 1]
  if name == 'EVENT' then
    tell(ARGV[at + 2], ARGV[at + 3], ARGV[at + 4], ARGV[at + 5])
  elseif name == 'RING' then
    ring()
  elseif name == 'FREE' then
    -- Those that need it are looked at by the next sweep.
    local needed = P .. ':deps:' .. ARGV[at + 2]
    if redis.call('EXISTS', needed) == 1 then
      redis.call('SUNIONSTORE', P .. ':check', P .. ':check', needed)
      ring()
    end
  else
    redis.call(unpack(ARGV, at + 1, at + words))
  end
  at = at + words + 1
end
close()
return {'yes', now}
