-- Counts what a run has spent in all by now: only what is more than was told of it before. ARGV: clock, kind of record, run,
-- id, day, account, cost, tokens.
local records = P .. ':record:' .. ARGV[2]
local is_known, told = pcall(cjson.decode, redis.call('HGET', records, ARGV[3]) or '{}')
if not is_known or type(told) ~= 'table' then told = {} end
local before = {tonumber(told.cost_micro) or 0, tonumber(told.tokens) or 0}
local cost, tokens = math.max(tonumber(ARGV[7]) - before[1], 0), math.max(tonumber(ARGV[8]) - before[2], 0)
if cost == 0 and tokens == 0 then return {'yes', now} end
redis.call('HSET', records, ARGV[3], '{"cost_micro":' .. int(before[1] + cost) .. ',"tokens":' .. int(before[2] + tokens) .. '}')
redis.call('ZADD', P .. ':records:' .. ARGV[2], 0, ARGV[3])
local job, day = P .. ':job:' .. ARGV[4], P .. ':spend:' .. ARGV[5]
if redis.call('EXISTS', job) == 1 then
  redis.call('HINCRBY', job, 'cost', int(cost))
  redis.call('HINCRBY', job, 'tokens', int(tokens))
end
redis.call('HINCRBY', day, 'cost:' .. ARGV[6], int(cost))
redis.call('HINCRBY', day, 'tokens:' .. ARGV[6], int(tokens))
return {'yes', now}
