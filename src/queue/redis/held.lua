-- What is held, by its state. Only older Planyards keep sets of each.
local function held()
  local all = {leased = {}, preparing = {}, running = {}, verifying = {}, reviewing = {}, merging = {}}
  for _, id in ipairs(redis.call('ZRANGE', P .. ':leases', '0', '-1')) do
    local state = redis.call('HGET', P .. ':job:' .. id, 'state') or ''
    local of = all[state]
    -- What makes no sense must be seen.
    if not of and not redis.call('ZSCORE', P .. ':in:' .. state, id) then of = all.leased end
    if of then of[#of + 1] = id end
  end
  return all
end
