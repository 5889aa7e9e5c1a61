-- Takes in that a process lives, forgets those that no longer say so, and answers the rest.
-- KEYS[1]  hash of processes: name -> "expiresAtMs role url"
-- ARGV     name, role, url, time to live in ms
-- Answers  name, role, url, name, role, url, ...
local time = redis.call("time")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call("hset", KEYS[1], ARGV[1], string.format("%d %s %s", now + tonumber(ARGV[4]), ARGV[2], ARGV[3]))

local living = {}
local entries = redis.call("hgetall", KEYS[1])
for i = 1, #entries, 2 do
  local expires_at, role, url = string.match(entries[i + 1], "^(%d+) (%S+) (.+)$")
  if tonumber(expires_at) <= now then
    redis.call("hdel", KEYS[1], entries[i])
  else
    table.insert(living, entries[i])
    table.insert(living, role)
    table.insert(living, url)
  end
end
return living
