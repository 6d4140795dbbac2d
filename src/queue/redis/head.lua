-- What every script begins with: the store's time, and its log. KEYS[1] is the prefix of all keys, ARGV[1] a test's clock or 0.
local P = KEYS[1]
local meta = redis.call('HMGET', P .. ':meta', 'skew', 'last', 'seq', 'paused', 'layout')
-- Laid out anew by a newer Planyard while this one runs.
if tonumber(meta[5] or 1) > 2 then return redis.error_reply('LAYOUT ' .. meta[5]) end
local clock = tonumber(ARGV[1])
if clock == 0 then
  local time = redis.call('TIME')
  clock = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local skew, last, seq = tonumber(meta[1] or 0), tonumber(meta[2] or 0), tonumber(meta[3] or 0)
-- Never before the last event, and going on from there when the server's clock was put back.
local now = math.max(clock + skew, last)
local function int(number) return string.format('%.0f', number) end
local told = false
local function tell(id, epoch, kind, data)
  seq = seq + 1
  told = true
  redis.call('XADD', P .. ':ev', 'MAXLEN', '~', '100000', int(seq) .. '-0', 'at', int(now), 'id', id, 'epoch', epoch,
    'kind', kind, 'data', data)
end
local function close()
  if told then redis.call('HSET', P .. ':meta', 'seq', int(seq), 'last', int(now), 'skew', int(math.max(skew, now - clock))) end
end
local function ring() redis.call('XADD', P .. ':bell', 'MAXLEN', '~', '1000', '*', 'r', '1') end
