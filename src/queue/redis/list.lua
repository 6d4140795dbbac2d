-- What is in some states, of one moment. ARGV: clock, what to do (list or count), how ids begin, the states.
local all = {}
for at = 4, #ARGV do
  local key, from, to = P .. ':in:' .. ARGV[at], '-', '+'
  if ARGV[3] ~= '' then from, to = '[' .. ARGV[3], '(' .. ARGV[3] .. '\255' end
  all[#all + 1] = redis.call(ARGV[2] == 'count' and 'ZLEXCOUNT' or 'ZRANGEBYLEX', key, from, to)
end
return all
