-- Counts money and tokens. ARGV: clock, step, id, day, account, cost, tokens.
if not redis.call('SET', P .. ':step:' .. ARGV[2], '1', 'NX', 'EX', 600) then return {'yes', now} end
local job = P .. ':job:' .. ARGV[3]
if redis.call('EXISTS', job) == 1 then
  redis.call('HINCRBY', job, 'cost', ARGV[6])
  redis.call('HINCRBY', job, 'tokens', ARGV[7])
end
redis.call('HINCRBY', P .. ':spend:' .. ARGV[4], 'cost:' .. ARGV[5], ARGV[6])
redis.call('HINCRBY', P .. ':spend:' .. ARGV[4], 'tokens:' .. ARGV[5], ARGV[7])
return {'yes', now}
