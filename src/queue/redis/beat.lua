-- Extends a lease. ARGV: clock, id, epoch, lease.
local job = P .. ':job:' .. ARGV[2]
local f = redis.call('HMGET', job, 'epoch', 'state')
local held = {leased = 1, preparing = 1, running = 1, verifying = 1, reviewing = 1, merging = 1}
if f[1] ~= ARGV[3] or not held[f[2]] then return {'lost', now} end
local ends = int(now + tonumber(ARGV[4]))
redis.call('HSET', job, 'lease', ends)
redis.call('ZADD', P .. ':leases', ends, ARGV[2])
return {'yes', now}
