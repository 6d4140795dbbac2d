-- Takes a lane, or gives it back when the lease is none. ARGV: clock, name, owner, lease.
local lane = P .. ':lane:' .. ARGV[2]
local f = redis.call('HMGET', lane, 'owner', 'until')
local lease = tonumber(ARGV[4])
if f[1] and f[1] ~= ARGV[3] and (lease < 0 or tonumber(f[2]) > now) then return {'lost', now} end
if lease < 0 then
  redis.call('DEL', lane)
else
  redis.call('HSET', lane, 'owner', ARGV[3], 'until', int(now + lease))
end
return {'yes', now}
