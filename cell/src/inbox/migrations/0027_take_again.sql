-- Notes that this generation has taken everything that lives here up to the key p_through. Nothing when another process is further.
create function took_through(p_generation bigint, p_after text, p_through text) returns void
language sql as $$
  update incarnation set taken_through = p_through where generation = p_generation and taken_through = p_after
$$;
