-- How many leases ran out, how much that was delayed is due, and how much that was blocked is to be looked at.
return {now, redis.call('ZCOUNT', P .. ':leases', '-inf', int(now)), redis.call('ZCOUNT', P .. ':delayed', '-inf', int(now)),
  redis.call('SCARD', P .. ':check')}
