-- Removes the entry of a process unless another one took its name.
-- KEYS[1]  hash of processes: name -> "expiresAtMs role url"
-- ARGV     name, url
-- Answers  1 when it was removed, else 0
local entry = redis.call("hget", KEYS[1], ARGV[1])
if not entry or string.match(entry, "^%d+ %S+ (.+)$") ~= ARGV[2] then return 0 end
return redis.call("hdel", KEYS[1], ARGV[1])
