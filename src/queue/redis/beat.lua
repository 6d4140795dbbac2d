-- Extends a lease. ARGV: clock, id, epoch, lease.
local job = P .. ':job:' .. ARGV[2]
local f = redis.call('HMGET', job, 'epoch', 'lease')
if f[1] ~= ARGV[3] or not f[2] then return {'lost', now} end
local ends = int(now + tonumber(ARGV[4]))
redis.call('HSET', job, 'lease', ends)
redis.call('ZADD', P .. ':leases', ends, ARGV[2])
return {'yes', now}
