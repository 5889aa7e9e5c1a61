-- Removes the entry of a device if it is of this very connection.
-- KEYS[1]  hash of the user's devices: device -> "epoch expiresAtMs gateway"
-- ARGV     device, connection epoch
-- Answers  1 when it was removed, else 0
local entry = redis.call("hget", KEYS[1], ARGV[1])
if not entry or string.match(entry, "^(%d+) ") ~= ARGV[2] then return 0 end
return redis.call("hdel", KEYS[1], ARGV[1])
