-- Something is queued in a lane, on this shelf of it when it was always due. There is one shelf no more, if there was.
local function shelve(lane, shelf)
  if not is_old and shelf == meta[6] then return end
  call('SADD', P .. ':accounts', lane)
  if meta[6] and not is_old then
    call('HDEL', P .. ':meta', 'shelf')
    meta[6] = false
  end
end

-- Makes changes that were decided from what was read, unless something of it has changed since, and says whether it did.
-- ARGV, from this place on: now as it was taken to be, how far that may be off, which layout it is for (`old`, `new` or any),
-- a name of this step, what the step expects (count, then hash, field, value), and the commands (count of words, words).
local function make(at)
  if math.abs(now - ARGV[at]) > tonumber(ARGV[at + 1]) then return 'clock' end
  if ARGV[at + 2] ~= '' and (ARGV[at + 2] == 'old') ~= is_old then return is_old and 'old' or 'new' end
  local step, expected = ARGV[at + 3], tonumber(ARGV[at + 4])
  at = at + 5
  for _ = 1, expected do
    if (call('HGET', ARGV[at], ARGV[at + 1]) or '') ~= ARGV[at + 2] then
      -- Sent again, because the answer was lost: it is done.
      if call('HGET', ARGV[at], 'step') == step then return 'yes' end
      -- And somebody else has changed it since.
      if step ~= '' and call('EXISTS', P .. ':step:' .. step) == 1 then return 'yes' end
      return 'lost'
    end
    at = at + 3
  end
  if step ~= '' and expected == 0 and not call('SET', P .. ':step:' .. step, '1', 'NX', 'EX', 600) then
    return 'yes'
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
      if call('EXISTS', needed) == 1 then
        call('SUNIONSTORE', P .. ':check', P .. ':check', needed)
        ring()
      end
    elseif name == 'SHELF' then
      shelve(ARGV[at + 2], ARGV[at + 3])
    elseif name == 'LIMITED' then
      call('HSET', P .. ':meta', 'limited', '1')
      -- Also for a claim that comes with it.
      meta[7] = '1'
    elseif name == 'LABELS' then
      if layout < 2 then call('HSET', P .. ':meta', 'layout', '2') end
    else
      call(unpack(ARGV, at + 1, at + words))
    end
    at = at + words + 1
  end
  return 'yes'
end
