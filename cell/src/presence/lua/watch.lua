-- Takes in that somebody watches a user.
-- KEYS[1]  hash of the user's watchers: watcher -> "expiresAtMs cell online lastSeenMs"
-- ARGV     watcher, entry, now in ms, time to live in ms, how many watchers there may be
-- Answers  1; 0 when there are too many
if redis.call("hlen", KEYS[1]) >= tonumber(ARGV[5]) and redis.call("hexists", KEYS[1], ARGV[1]) == 0 then
  local entries = redis.call("hgetall", KEYS[1])
  for i = 1, #entries, 2 do
    if tonumber(string.match(entries[i + 1], "^(%d+) ")) <= tonumber(ARGV[3]) then
      redis.call("hdel", KEYS[1], entries[i])
    end
  end
  if redis.call("hlen", KEYS[1]) >= tonumber(ARGV[5]) then return 0 end
end
redis.call("hset", KEYS[1], ARGV[1], ARGV[2])
redis.call("pexpire", KEYS[1], ARGV[4])
return 1
