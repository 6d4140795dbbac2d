-- Makes changes, as above. ARGV: clock, and theirs.
local said = make(2)
close()
return {said, now}
