-- Whether this cell would have this message of p_user if they had sent it: they live here and nowhere else before, this is the first generation
-- of the storage, and the message is not here. A cell that numbers a conversation cannot speak for such a user.
create function never_sent_here(p_cell text, p_user text, p_id uuid) returns boolean
language plpgsql stable as $$
begin
  return not exists (select from message m where m.id = p_id and m.sender = p_user)
    and exists (select from placement p where p.user_id = p_user and p.cell = p_cell and p.epoch = 1)
    and exists (select from incarnation i where i.generation = 1);
end $$;
