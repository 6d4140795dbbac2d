-- What every script begins with: the store's time, and its log. KEYS[1] is the prefix of all keys, ARGV[1] a test's clock or 0.
local P, call = KEYS[1], redis.call
-- The last three are for claims, whose ARGV[3] is a host.
local meta = call('HMGET', P .. ':meta', 'skew', 'last', 'seq', 'paused', 'layout', 'shelf', 'limited', 'boot:' .. (ARGV[3] or ''))
local layout = tonumber(meta[5] or 1)
-- Laid out anew by a newer Planyard while this one runs.
if layout > 3 then return redis.error_reply('LAYOUT ' .. meta[5]) end
-- As older Planyards know it, and may be working on it.
local is_old = layout < 3
local clock = tonumber(ARGV[1])
if clock == 0 then
  local time = call('TIME')
  clock = time[1] * 1000 + math.floor(time[2] / 1000)
end
local skew, last, seq = tonumber(meta[1] or 0), tonumber(meta[2] or 0), tonumber(meta[3] or 0)
-- Never before the last event, and going on from there when the server's clock was put back.
local now = math.max(clock + skew, last)
local function int(number) return string.format('%.0f', number) end
local now_text, told = int(now), nil
local function tell(id, epoch, kind, data)
  seq = seq + 1
  -- Far below what `..` writes in full.
  told = seq .. ''
  local key, name = P .. ':ev', told .. '-0'
  if seq % 64 == 0 then call('XTRIM', key, 'MAXLEN', '~', '100000') end
  if is_old then
    call('XADD', key, name, 'at', now_text, 'id', id, 'epoch', epoch, 'kind', kind, 'data', data)
  else
    -- One field, read as fast as it is written. Only an id may have line ends.
    call('XADD', key, name, 'e', now_text .. '\n' .. epoch .. '\n' .. kind .. '\n' .. data .. '\n' .. id)
  end
end
-- Notes the time and the number of the last event, and the shelf, when that is another one.
local function close(shelf)
  if not told then return end
  if now - clock > skew then call('HSET', P .. ':meta', 'skew', int(now - clock)) end
  if shelf and shelf ~= meta[6] then
    call('HSET', P .. ':meta', 'seq', told, 'last', now_text, 'shelf', shelf)
  else
    call('HSET', P .. ':meta', 'seq', told, 'last', now_text)
  end
  told = nil
end
local function ring() call('XADD', P .. ':bell', 'MAXLEN', '~', '1000', '*', 'r', '1') end
