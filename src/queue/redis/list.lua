-- What is in some states, of one moment. ARGV: clock, what to do (list or count), how ids begin, the states.
local all, of_held, scope, is_count = {}, held(), ARGV[3], ARGV[2] == 'count'
for at = 4, #ARGV do
  local ids = of_held[ARGV[at]]
  if ids then
    local found = {}
    for _, id in ipairs(ids) do
      if string.sub(id, 1, #scope) == scope then found[#found + 1] = id end
    end
    all[#all + 1] = is_count and #found or found
  else
    local key, from, to = P .. ':in:' .. ARGV[at], '-', '+'
    if scope ~= '' then from, to = '[' .. scope, '(' .. scope .. '\255' end
    all[#all + 1] = redis.call(is_count and 'ZLEXCOUNT' or 'ZRANGEBYLEX', key, from, to)
  end
end
return all
