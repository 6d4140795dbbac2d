-- Lays the queue out as older Planyards do not know it, when nothing is held. ARGV: clock, whether to do it, the states of what is held.
if not is_old or redis.call('EXISTS', P .. ':leases') == 1 then return {'no', now} end
if ARGV[2] == 'yes' then
  for at = 3, #ARGV do redis.call('DEL', P .. ':in:' .. ARGV[at]) end
  redis.call('HDEL', P .. ':meta', 'shelf')
  redis.call('HSET', P .. ':meta', 'limited', '1', 'layout', '3')
end
return {'yes', now}
