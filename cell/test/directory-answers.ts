/** The directory's last answers in memory. */

import type { DirectoryAnswers } from "../src/inbox/directory-answers.ts";

export function answersInMemory(): DirectoryAnswers {
  const kept = new Map<string, unknown>();
  return {
    load: async (name) => kept.get(name),
    keep: async (name, content) => void kept.set(name, content),
  };
}
